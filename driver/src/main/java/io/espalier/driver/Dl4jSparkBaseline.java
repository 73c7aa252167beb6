package io.espalier.driver;

import io.espalier.driver.dl4jspark.Dl4jSparkTraining;
import io.espalier.driver.round.Cluster;
import io.espalier.driver.spec.TrainSpec;
import io.espalier.input.InputException;
import io.espalier.model.Network;
import io.espalier.model.dl4j.Dl4jNetwork;
import io.espalier.shard.Batches;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** A baseline by dl4j-spark, {@code train.method: dl4j-spark}: without identical bits. */
record Dl4jSparkBaseline(Cluster cluster) {
  float[] train(float[] initial, TrainSpec spec, long seed) {
    Network network = cluster.network();
    if (network.layout() == Network.Layout.CHANNELS_LAST) {
      throw new InputException(
          "train.method", "is dl4j-spark for a model with channels last", "rounds");
    }
    int largest = IntStream.of(cluster.data().trainSizes()).max().orElseThrow();
    int averageEvery =
        spec.averageEvery() == 0
            ? Batches.perEpoch(largest, spec.batchSize())
            : spec.averageEvery();
    try (Dl4jNetwork lowered = new Dl4jNetwork(network, true)) {
      lowered.setValues(initial);
      Dl4jSparkTraining training =
          new Dl4jSparkTraining(
              cluster.spark(),
              cluster.data().train(),
              cluster.data().normalization(),
              Dl4jNetwork.takes(network),
              network.classes(),
              new Dl4jSparkTraining.Settings(
                  spec.epochs(),
                  spec.batchSize(),
                  averageEvery,
                  spec.optimizer(),
                  spec.schedule(),
                  seed));
      Model trained =
          lowered.model() instanceof MultiLayerNetwork chain
              ? training.train(chain)
              : training.train((ComputationGraph) lowered.model());
      lowered.model().setParams(trained.params());
      return lowered.values();
    }
  }
}
