package io.espalier.driver;

import io.espalier.datasets.Dataset;
import io.espalier.datasets.Datasets;
import io.espalier.driver.fault.FaultPlan;
import io.espalier.driver.fault.Faults;
import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.plan.Plan;
import io.espalier.driver.plan.Start;
import io.espalier.driver.round.Baseline;
import io.espalier.driver.round.Cluster;
import io.espalier.driver.round.Deadline;
import io.espalier.driver.round.Disturbances;
import io.espalier.driver.round.Ledger;
import io.espalier.driver.round.Rounds;
import io.espalier.driver.round.Sweep;
import io.espalier.driver.run.Checkpoints;
import io.espalier.driver.run.Heartbeat;
import io.espalier.driver.run.Lease;
import io.espalier.driver.run.LeaseLostException;
import io.espalier.driver.run.Overheard;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.sizing.Executors;
import io.espalier.driver.sizing.Sizing;
import io.espalier.driver.sizing.Split;
import io.espalier.driver.sizing.Workload;
import io.espalier.driver.spec.CandidateSpec;
import io.espalier.driver.spec.RunSpec;
import io.espalier.input.InputException;
import io.espalier.model.Model;
import io.espalier.scope.Sensitivity;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** One run from its data to its result; closes what it cached. */
final class RunSession implements AutoCloseable {
  private final RunSpec spec;
  private final SweepOptions options;
  private final Configuration hadoop;
  private final long began = System.nanoTime();
  private final Dataset data;
  private final Model model;
  private final Plan plan;
  private final Cluster cluster;
  private final Ledger ledger = new Ledger();
  private final String out;
  private Checkpoints.Spent checkpointing = Checkpoints.Spent.NOTHING;

  private RunSession(
      SparkSession spark, RunSpec spec, SweepOptions options, Dataset data, Start start) {
    this.spec = spec;
    this.options = options;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.data = data;
    this.model = start.model();
    this.plan = start.plan();
    this.cluster =
        new Cluster(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            data,
            model.network(),
            spec.trainer());
    this.out = options.folder(spec);
  }

  /**
   * Reads the data and resolves the specification against them.
   *
   * @throws InputException if they do not fit
   */
  static RunSession open(SparkSession spark, RunSpec spec, SweepOptions options) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Secrets.refuse(spec, options.folder(spec));
    Preflight.check(spec, hadoop);
    Model imported = Preflight.model(spec, hadoop);
    options.progress().phase("reading data");
    return of(spark, spec, options, Datasets.load(spark, spec.data(), spec.seed()), imported);
  }

  /** The same on data that are there; they are closed with the session. */
  static RunSession of(
      SparkSession spark, RunSpec spec, SweepOptions options, Dataset data, Model imported) {
    try {
      Start start = Start.of(spec, data, imported);
      Preflight.checkTrainer(spec, start.model().network());
      return new RunSession(spark, spec, options, data, start);
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  Plan plan() {
    options.progress().planned(plan, model.network(), cluster.trainer());
    return plan;
  }

  /** What the sweep takes of a cluster of these executors. */
  Sizing sizing(SparkConf conf) {
    Workload load =
        new Workload(
            model.network(),
            cluster.kind(),
            Split.of(data),
            cluster.exampleBytes(),
            model.trained() ? Optional.empty() : Optional.of(spec.train()),
            plan,
            spec.execution().waveMegabytes(),
            shuffleAboveBytes());
    return Sizing.of(load, Executors.of(conf, plan.trainShards()));
  }

  TrainedBaseline train() {
    return baselines().obtain().summary();
  }

  /**
   * Measures what each layer costs and divides a total among them.
   *
   * @param candidate whose criterion scores, and whose scope divides
   */
  SensitivityResult sensitivity(
      CandidateSpec candidate, OptionalDouble budget, OptionalDouble total) {
    int largest = IntStream.of(data.trainSizes()).max().orElseThrow();
    return SensitivitySession.of(
        model.network(),
        candidate.prune(),
        sensitivities(baselines().obtain().baseline()).of(CandidatePlan.of(candidate, largest)),
        budget,
        total);
  }

  private Sensitivities sensitivities(Baseline baseline) {
    return new Sensitivities(
        cluster, rounds(new Ledger()), baseline, out, hadoop, options.progress());
  }

  @SuppressWarnings("try") // heartbeat and ending have only to be open
  RunResult sweep() {
    Faults faults = new Faults(faults());
    Optional<RunFolder> found = FolderCheck.of(out, spec, options, hadoop, faults);
    if (found.isPresent() && FolderCheck.finished(found.get(), options)) {
      RunResult result = FolderCheck.result(found.get(), options);
      options.progress().found(result);
      return result;
    }
    options.progress().planned(plan, model.network(), cluster.trainer());
    RunFolder folder = found.orElseGet(() -> RunFolder.at(out, hadoop, faults));
    Identities.refuseOtherData(folder, data);
    try (Lease lease = folder.lease(options.clock());
        Heartbeat heartbeat = new Heartbeat(lease);
        Ending ending = new Ending(() -> ended(lease))) {
      return sweep(folder, lease, faults);
    }
  }

  /** By a signal: without its lease this driver commits nothing any more. */
  private void ended(Lease lease) {
    options.progress().cutOff(out, "by a signal");
    lease.close();
  }

  /** Of the options, or else of Spark's configuration. */
  private FaultPlan faults() {
    return options.faults().faults().isEmpty()
        ? FaultPlan.of(cluster.spark().getConf().get("spark." + FaultPlan.KEY, ""))
        : options.faults();
  }

  @SuppressWarnings("try") // what is overheard has only to be open
  private RunResult sweep(RunFolder folder, Lease lease, Faults faults) {
    Disturbances disturbances = new Disturbances(folder.incidents(), data);
    try (Overheard overheard = Overheard.by(folder.incidents())) {
      folder.begin();
      cluster.spark().sc().addSparkListener(disturbances);
      Checkpoints checkpoints = folder.checkpoints(lease);
      RunResult result = sweep(folder, checkpoints, faults);
      checkpointing = checkpoints.spent();
      checkpoints.clear();
      options.progress().finished(result, ledger);
      folder.writeExitCode(result.exitCode());
      return result;
    } catch (LeaseLostException e) {
      throw e; // the folder is another driver's
    } catch (Throwable e) { // Scala throws checked exceptions without saying so
      if (!Ending.begun()) {
        options.progress().cutOff(out, "by a failure");
        leave(folder, e);
      }
      throw e;
    } finally {
      cluster.spark().sc().removeSparkListener(disturbances);
    }
  }

  private static void leave(RunFolder folder, Throwable failure) {
    try {
      folder.incidents().add("the run ended with " + failure);
      folder.incidents().save();
      folder.writeExitCode(failure instanceof InputException ? 2 : 1);
    } catch (UncheckedIOException e) {
      failure.addSuppressed(e);
    }
  }

  private RunResult sweep(RunFolder folder, Checkpoints checkpoints, Faults faults) {
    if (!folder.has("config.yaml")) {
      folder.writeConfig(spec.yaml());
    }
    folder.writePlan(PlanFile.of(plan, model.network(), data));
    BaselineProvider.Obtained obtained = baselines().obtain();
    Baseline baseline = obtained.baseline();
    long sweepBegan = System.nanoTime();
    Outcome outcome = new Outcome(spec, plan, cluster, rounds(new Ledger()), folder, baseline);
    SweepRun run =
        new SweepRun(spec, options, plan, cluster, baseline, folder, checkpoints, outcome, hadoop);
    if (!run.text().isEmpty()) {
      folder.incidents().add(run.text());
      options.progress().phase(run.text());
    }
    options.progress().phase("pruning and fine-tuning");
    Map<String, Sensitivity> scans = sensitivities(baseline).of(plan, folder);
    Rounds rounds = new Rounds(cluster, ledger, shuffleAboveBytes(), faults);
    run.run(
        new Sweep(
            cluster,
            rounds,
            scans,
            options.progress(),
            new Deadline(remainingMinutes()),
            folder.incidents()),
        cluster,
        baseline);
    double sweepSeconds = (System.nanoTime() - sweepBegan) / 1e9;
    options.progress().phase("reading the test split, once");
    return outcome.finish(
        new RunResult.Seconds(
            (System.nanoTime() - began) / 1e9, obtained.summary().seconds(), sweepSeconds));
  }

  /**
   * The budget counts from the run's start, data and baseline included; at least one round runs.
   */
  private double remainingMinutes() {
    double budget = spec.budget().maxMinutes();
    return budget == 0 ? 0 : Math.max(1e-6, budget - (System.nanoTime() - began) / 60e9);
  }

  /** Where the sweep's time went; empty before it. */
  Ledger ledger() {
    return ledger;
  }

  /** What the sweep's checkpoints took; nothing before it. */
  Checkpoints.Spent checkpointing() {
    return checkpointing;
  }

  private Rounds rounds(Ledger counts) {
    return new Rounds(cluster, counts, shuffleAboveBytes());
  }

  private long shuffleAboveBytes() {
    return spec.execution().shuffleAboveMegabytes() * 1_000_000L;
  }

  private BaselineProvider baselines() {
    return new BaselineProvider(
        spec, model, cluster, rounds(new Ledger()), out, hadoop, options.progress());
  }

  @Override
  public void close() {
    cluster.close();
    data.close();
  }
}
