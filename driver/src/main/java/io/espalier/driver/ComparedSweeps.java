package io.espalier.driver;

import io.espalier.datasets.Dataset;
import io.espalier.datasets.Datasets;
import io.espalier.driver.bench.Slices;
import io.espalier.driver.round.Cluster;
import io.espalier.driver.round.Ledger;
import io.espalier.driver.round.Progress;
import io.espalier.driver.round.Rounds;
import io.espalier.driver.round.Subject;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.RunSpec;
import io.espalier.input.InputException;
import io.espalier.mask.Mask;
import io.espalier.model.Model;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Runs a specification's sweep by each trainer in turn, from one baseline that is trained first.
 *
 * @param repeats of each; medians count
 */
record ComparedSweeps(
    SparkSession spark,
    String yaml,
    List<String> sets,
    String folder,
    int repeats,
    Progress progress) {

  Comparison compare() {
    RunSpec first = load("trainer=sparse");
    TrainedBaseline baseline =
        Espalier.train(spark, first, new SweepOptions(folder + "/baseline", progress));
    String model = "model={path: '" + baseline.folder() + "/model.zip'}";
    List<RunResult> results = new ArrayList<>();
    double[] sparse = new double[repeats];
    double[] dl4j = new double[repeats];
    for (int r = 0; r < repeats; r++) {
      results.add(sweep("sparse", model, r));
      sparse[r] = results.get(2 * r).seconds().sweep();
      results.add(sweep("dl4j", model, r));
      dl4j[r] = results.get(2 * r + 1).seconds().sweep();
    }
    List<Double> accuracies = accuracies(first, results.subList(0, 2));
    int n = results.get(0).candidates().size();
    return Comparison.of(
        Slices.median(sparse),
        Slices.median(dl4j),
        accuracies.subList(0, n),
        accuracies.subList(n, 2 * n));
  }

  private RunSpec load(String... more) {
    List<String> all = new ArrayList<>(sets);
    all.addAll(List.of(more));
    return Espalier.load(yaml, all.toArray(String[]::new));
  }

  private RunResult sweep(String trainer, String model, int repeat) {
    RunResult result =
        Espalier.sweep(
            spark,
            load("trainer=" + trainer, model, "budget.keepModels=all"),
            new SweepOptions(folder + "/" + trainer + "-" + (repeat + 1), progress)
                .with(SweepOptions.Existing.REFUSE));
    for (CandidateResult c : result.candidates()) {
      if (c.status() != CandidateResult.Status.DONE) {
        throw new InputException(
            yaml, "has candidate " + c.spec().id() + ", which failed: " + c.reason(), "all done");
      }
    }
    return result;
  }

  /** On the test split, of all candidates of all results, by one trainer. */
  private List<Double> accuracies(RunSpec spec, List<RunResult> results) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try (Dataset data = Datasets.load(spark, spec.data(), spec.seed())) {
      List<Model> models = new ArrayList<>();
      for (RunResult result : results) {
        for (CandidateResult c : result.candidates()) {
          models.add(
              Preflight.read(
                  result.folder() + "/models/" + c.spec().id() + ".zip",
                  Optional.of(data.shape()),
                  hadoop));
        }
      }
      try (Cluster cluster =
          new Cluster(
              JavaSparkContext.fromSparkContext(spark.sparkContext()),
              data,
              models.get(0).network(),
              spec.trainer())) {
        return new Rounds(cluster, new Ledger(), Long.MAX_VALUE)
                .evaluate(
                    data.test(),
                    models.stream().map(Model::values).toList(),
                    models.stream().map(m -> Subject.of(Mask.full(m.values().length))).toList(),
                    "test all candidates")
                .stream()
                .map(Trainer.Score::accuracy)
                .toList();
      }
    }
  }
}
