package io.espalier.driver;

import io.espalier.driver.spec.RunSpec;
import io.espalier.driver.spec.SpecReader;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Shape;
import io.espalier.model.dl4j.ModelWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A small network on 240 made-up examples of 4 features: a sweep takes seconds. */
public final class TinyNetwork {
  private static final String YAML =
      """
      name: tiny
      seed: 7
      data:
        format: csv
        header: false
        label: "4"
        path: %1$s/data.csv
        normalize: z-score-feature
        split: {validation: 0.2, test: 0.2}
        shards: {train: 3, validation: 2, test: 2}
      model:
        path: %1$s/model.zip
        trained: false
      train:
        epochs: 3
        batchSize: 16
      prune:
        sparsity: 0.5
      fineTune:
        epochs: 3
        batchSize: 16
        evaluateEvery: 1
      controls: none
      objective: {kind: sparsest, maxAccuracyDrop: 0.5}
      """;

  private TinyNetwork() {}

  /**
   * Writes the data and the model.
   *
   * @param first neurons of its first layer, and {@code second} of the second
   */
  public static void write(Path folder, int first, int second) throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      StringBuilder row = new StringBuilder();
      for (int f = 0; f < 4; f++) {
        row.append(String.format("%.3f,", (f == i % 3 ? 1.5 : 0) + random.nextDouble(-1, 1)));
      }
      rows.add(row.append("class").append(i % 3).toString());
    }
    Files.write(folder.resolve("data.csv"), rows);
    Network network = network(first, second);
    float[] values = new float[network.size()];
    for (Network.Slot slot : network.slots()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        values[i] = slot.prunable() ? (float) random.nextDouble(-0.6, 0.6) : 0;
      }
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve("model.zip"))) {
      ModelWriter.writeDl4j(network, values, out);
    }
  }

  private static Network network(int first, int second) {
    return new Network(
        "tiny",
        Shape.of(4),
        Network.Layout.CHANNELS_FIRST,
        List.of(
            new Operation.Dense("fc1", List.of(Network.INPUT), 4, first, true),
            relu("relu1", "fc1", first),
            new Operation.Dense("fc2", List.of("relu1"), first, second, true),
            relu("relu2", "fc2", second),
            new Operation.Dense("fc3", List.of("relu2"), second, 3, true),
            new Operation.Activation(
                "softmax", List.of("fc3"), Operation.Activation.Function.SOFTMAX, Shape.of(3))),
        Optional.empty());
  }

  private static Operation relu(String name, String input, int size) {
    return new Operation.Activation(
        name, List.of(input), Operation.Activation.Function.RELU, Shape.of(size));
  }

  /** A run on what {@link #write} wrote there, with overrides as {@code --set} takes them. */
  public static RunSpec spec(Path folder, String... sets) {
    return SpecReader.read(yaml(folder.toString()), "tiny.yaml", List.of(sets));
  }

  /** The same as a file, for data and model in any folder that Hadoop reaches. */
  public static String yaml(String folder) {
    return YAML.formatted(folder);
  }
}
