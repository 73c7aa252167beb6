package io.espalier.driver;

import io.espalier.datasets.Dataset;
import io.espalier.datasets.Datasets;
import io.espalier.driver.round.Cluster;
import io.espalier.driver.round.Ledger;
import io.espalier.driver.round.Rounds;
import io.espalier.driver.round.Subject;
import io.espalier.driver.spec.RunSpec;
import io.espalier.input.InputException;
import io.espalier.mask.Mask;
import io.espalier.model.Model;
import io.espalier.model.Network;
import io.espalier.train.Trainer;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Scores a model file on the test split. */
final class Evaluating {
  private Evaluating() {}

  static Evaluation evaluate(SparkSession spark, RunSpec spec, String path) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Optional<Preprocessing> own = ModelFile.preprocessing(path, hadoop);
    try (Dataset loaded = Datasets.load(spark, spec.data(), spec.seed())) {
      Model model =
          Preflight.read(
              path, Optional.of(own.map(Preprocessing::shape).orElse(loaded.shape())), hadoop);
      Dataset data = own.map(p -> p.apply(loaded, path)).orElse(loaded);
      if (!model.network().classifies()) {
        throw new InputException(path, "does not end in a softmax", "a classifier");
      }
      if (model.network().classes() != data.classes().size()
          || !model.network().input().reads(data.shape())) {
        throw new InputException(
            path,
            "takes "
                + model.network().input()
                + " and scores "
                + model.network().classes()
                + " classes",
            data.shape() + " and " + data.classes().size() + ", as the data have");
      }
      Preflight.checkTrainer(spec, model.network());
      try (Cluster cluster =
          new Cluster(
              JavaSparkContext.fromSparkContext(spark.sparkContext()),
              data,
              model.network(),
              spec.trainer())) {
        Trainer.Score score =
            new Rounds(cluster, new Ledger(), Long.MAX_VALUE)
                .evaluate(
                    data.test(),
                    List.of(model.values()),
                    List.of(Subject.of(Mask.full(model.values().length))),
                    "evaluate " + path)
                .get(0);
        return new Evaluation(path, "test", score, sparsity(model), own.isPresent());
      }
    }
  }

  private static double sparsity(Model model) {
    long zeros = 0;
    long all = 0;
    for (Network.Slot slot : model.network().prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        zeros += model.values()[i] == 0 ? 1 : 0;
      }
      all += slot.size();
    }
    return all == 0 ? 0 : (double) zeros / all;
  }
}
