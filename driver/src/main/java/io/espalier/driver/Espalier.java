package io.espalier.driver;

import io.espalier.criterion.Criteria;
import io.espalier.driver.plan.Plan;
import io.espalier.driver.round.Progress;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.sizing.Sizing;
import io.espalier.driver.spec.CandidateGrid;
import io.espalier.driver.spec.CandidateSpec;
import io.espalier.driver.spec.RunSpec;
import io.espalier.driver.spec.SpecReader;
import io.espalier.input.InputException;
import io.espalier.method.Method;
import io.espalier.model.Model;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.schedule.Schedules;
import io.espalier.scope.Scopes;
import io.espalier.structure.Granularities;
import io.espalier.train.FineTuningMethods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * All that the command line does, for programs, notebooks and {@code spark-shell}:
 *
 * <pre>{@code
 * RunSpec spec = Espalier.load("conf/quickstart.yaml");
 * RunResult result = Espalier.sweep(spark, spec);
 * result.best().ifPresent(best -> System.out.println(best.id() + " " + best.sparsity()));
 * Dataset<Row> candidates = Espalier.candidates(spark, result);
 * candidates.orderBy("sparsity").show();
 * }</pre>
 */
public final class Espalier {
  private Espalier() {}

  /**
   * Reads and validates a specification.
   *
   * @param yaml path of the file
   * @param overrides {@code key=value}, as {@code --set} takes them
   * @throws InputException with every problem found, a line each
   */
  public static RunSpec load(String yaml, String... overrides) {
    Path file = Path.of(yaml);
    try {
      return SpecReader.read(Files.readString(file), yaml, List.of(overrides));
    } catch (java.nio.file.NoSuchFileException e) {
      throw new InputException(yaml, "is not there", "a YAML file that can be read");
    } catch (IOException e) {
      throw new InputException(yaml, "cannot be read (" + e + ")", "a YAML file in UTF-8");
    }
  }

  /**
   * The specification that a run folder was begun with.
   *
   * @param folder of a sweep that was cut off, or is finished
   * @param overrides {@code key=value}; only those that change no result let it go on
   * @throws InputException if it is no run folder, or its configuration is damaged
   */
  public static RunSpec begun(String folder, Configuration hadoop, String... overrides) {
    return FolderCheck.spec(RunFolder.open(folder, hadoop), overrides);
  }

  /**
   * Runs a sweep into the default run folder.
   *
   * @throws InputException if the specification does not fit its data or model
   */
  public static RunResult sweep(SparkSession spark, RunSpec spec) {
    return sweep(spark, spec, SweepOptions.DEFAULTS);
  }

  /**
   * Trains or reuses the baseline, takes all candidates through their rounds, selects the best, and
   * writes the run folder. A run that is in the folder already goes on from its last checkpoint, if
   * the options do not say otherwise; of one that is finished the result is given again.
   *
   * @throws InputException if the specification does not fit its data or model, or the run folder
   *     is that of other settings or data, or another driver's
   */
  public static RunResult sweep(SparkSession spark, RunSpec spec, SweepOptions options) {
    try (RunSession session = RunSession.open(spark, spec, options)) {
      return session.sweep();
    }
  }

  /**
   * Trains the baseline that a sweep of this specification would use, or finds it trained.
   *
   * @throws InputException if the specification does not fit its data or model
   */
  public static TrainedBaseline train(SparkSession spark, RunSpec spec, SweepOptions options) {
    try (RunSession session = RunSession.open(spark, spec, options)) {
      return session.train();
    }
  }

  /**
   * All that can be known of a sweep before its first round; reads the data, trains nothing.
   *
   * @throws InputException if the specification does not fit its data or model
   */
  public static Plan plan(SparkSession spark, RunSpec spec, SweepOptions options) {
    try (RunSession session = RunSession.open(spark, spec, options)) {
      return session.plan();
    }
  }

  /**
   * What a sweep takes of a cluster: memory, traffic, time. Reads the data, trains nothing.
   *
   * @param cluster {@code spark.executor.instances}, {@code spark.executor.cores}, {@code
   *     spark.executor.memory}, {@code spark.executor.memoryOverhead} and {@code
   *     spark.driver.memory}, as far as they are settled
   * @throws InputException if the specification does not fit its data or model, or the sweep does
   *     not fit what is settled
   */
  public static Sizing size(
      SparkSession spark, RunSpec spec, SweepOptions options, SparkConf cluster) {
    try (RunSession session = RunSession.open(spark, spec, options)) {
      session.plan();
      Sizing sizing = session.sizing(cluster);
      if (!sizing.problems().isEmpty()) {
        throw new InputException(sizing.problems());
      }
      return sizing;
    }
  }

  /**
   * Scores a model on the specification's test split.
   *
   * @param model path of a DL4J zip or Keras file
   * @throws InputException if the model cannot be read or does not fit the data
   */
  public static Evaluation evaluate(SparkSession spark, RunSpec spec, String model) {
    return Evaluating.evaluate(spark, spec, model);
  }

  /**
   * A model's structure.
   *
   * @param model path of a DL4J zip or Keras file, or a name from the zoo
   * @param shape one example's; a zoo model's default is 1×28×28
   * @param classes of a zoo model
   * @throws InputException if it is none of these, or cannot be read
   */
  public static Network network(
      String model, Optional<Shape> shape, int classes, Configuration hadoop) {
    if (Zoo.names().contains(model)) {
      return Zoo.network(model, shape.orElse(Shape.of(1, 28, 28)), classes);
    }
    return Preflight.read(model, shape, hadoop).network();
  }

  /**
   * A model with its values.
   *
   * @param model path of a DL4J zip or Keras file
   * @param shape one example's, where the file does not state it
   * @throws InputException if it is not there, or cannot be read
   */
  public static Model model(String model, Optional<Shape> shape, Configuration hadoop) {
    Preflight.checkModel(model, hadoop);
    return Preflight.read(model, shape, hadoop);
  }

  /**
   * Runs one sweep by the sparse engine and by DL4J, from one baseline, and compares them.
   *
   * @param yaml path of the specification
   * @param sets overrides, as {@code --set} takes them
   * @param folder for the runs
   * @param repeats of each side, by turns; the medians of their seconds count
   * @throws InputException as {@link #sweep(SparkSession, RunSpec, SweepOptions)}
   */
  public static Comparison compareTrainers(
      SparkSession spark,
      String yaml,
      List<String> sets,
      String folder,
      int repeats,
      Progress progress) {
    return new ComparedSweeps(spark, yaml, sets, folder, repeats, progress).compare();
  }

  /**
   * Runs a sweep and says where its time went.
   *
   * @throws InputException as {@link #sweep(SparkSession, RunSpec, SweepOptions)}
   */
  public static Overhead overhead(SparkSession spark, RunSpec spec, SweepOptions options) {
    try (RunSession session =
        RunSession.open(spark, spec, options.with(SweepOptions.Existing.REFUSE))) {
      RunResult result = session.sweep();
      return Overhead.of(
          session.ledger(),
          spark.sparkContext().defaultParallelism(),
          result.seconds().sweep(),
          spec.name());
    }
  }

  /**
   * Runs a sweep several times and says how much of its time went into checkpoints.
   *
   * @param folder for the runs, which share a baseline that is trained first
   * @param repeats of the sweep; the one with the median share counts
   * @throws InputException as {@link #sweep(SparkSession, RunSpec, SweepOptions)}
   */
  public static CheckpointShare checkpointShare(
      SparkSession spark, RunSpec spec, String folder, int repeats, Progress progress) {
    train(spark, spec, new SweepOptions(folder + "/baseline", progress));
    List<CheckpointShare> shares = new ArrayList<>();
    for (int r = 1; r <= repeats; r++) {
      SweepOptions options =
          new SweepOptions(folder + "/run-" + r, progress).with(SweepOptions.Existing.REFUSE);
      try (RunSession session = RunSession.open(spark, spec, options)) {
        RunResult result = session.sweep();
        shares.add(
            new CheckpointShare(spec.name(), result.seconds().sweep(), session.checkpointing()));
      }
    }
    return CheckpointShare.median(shares);
  }

  /**
   * Runs a sweep and looks at what this process holds after its first rounds and at its end.
   *
   * @param folder for the run
   * @param first rounds before the first look
   * @throws InputException as {@link #sweep(SparkSession, RunSpec, SweepOptions)}, or if it has no
   *     more rounds than that
   */
  public static Footprints footprints(
      SparkSession spark, RunSpec spec, String folder, int first, Progress progress) {
    // Trained before, so that all rounds that are heard of are the sweep's.
    train(spark, spec, new SweepOptions(folder + "/baseline", progress));
    Footprints footprints = new Footprints(first, progress);
    sweep(spark, spec, new SweepOptions(folder + "/run", footprints));
    return footprints;
  }

  /**
   * Prunes every layer alone to several sparsities by the specification's criterion, looks at the
   * accuracy on validation, and divides a total among the layers by what they cost. A scan of the
   * same model, data and criterion is reused.
   *
   * @param budget most that accuracy may drop, estimated
   * @param total share of all units to go; {@code prune.sparsity} if neither is given
   * @throws InputException if the specification does not fit its data or model
   */
  public static SensitivityResult sensitivity(
      SparkSession spark,
      RunSpec spec,
      SweepOptions options,
      OptionalDouble budget,
      OptionalDouble total) {
    CandidateSpec candidate = CandidateGrid.sensitivity(spec);
    try (RunSession session = RunSession.open(spark, spec, options)) {
      return session.sensitivity(candidate, budget, total);
    }
  }

  /** Every method that a configuration can name, kind by kind. */
  public static List<Method> methods() {
    return Stream.of(
            Criteria.REGISTRY.methods(),
            Granularities.REGISTRY.methods(),
            Scopes.REGISTRY.methods(),
            Schedules.REGISTRY.methods(),
            FineTuningMethods.all())
        .flatMap(List::stream)
        .toList();
  }

  /** A result's candidates as a DataFrame, with the columns of {@code candidates.csv}. */
  public static Dataset<Row> candidates(SparkSession spark, RunResult result) {
    return spark
        .read()
        .option("header", "true")
        .option("inferSchema", "true")
        .csv(result.folder() + "/candidates.csv");
  }
}
