package io.espalier.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Dense;
import io.espalier.shard.Batch;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.sparse.ReferenceNetwork;
import io.espalier.train.sparse.Sketch;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PatchesTest {
  static Stream<Network> layers() {
    return Stream.of(
        scores(new Sketch(4, 3, 5).conv(6, Sketch.window(2, 1, 1, 2), 2, false)),
        scores(new Sketch(4, 3, 5).conv(4, Sketch.same(3, 2, 1), 1, false)),
        new Sketch(7).classes(3));
  }

  /** Flattened, so that the reference's scores are the layer's outputs. */
  private static Network scores(Sketch conv) {
    return conv.flatten().scores();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void timesTheWeightsTheyAreTheLayersOutputs(Network network) {
    double[] w = Drawn.values(network, 3);
    Slot layer = network.prunable().get(0);
    if (layer.operation() instanceof Dense) {
      Arrays.fill(w, layer.end(), w.length, 0);
    }
    Batch batch = MadeUpBatches.of(network, 2, 3).get(0);
    Patches patches = Patches.of(network, layer.operation().name());
    int rows = layer.size() / patches.columns() / patches.groups();
    double[][] expected = ReferenceNetwork.scores(network, w, batch);
    for (int out = 0; out < expected[2].length; out++) {
      int row = out / patches.positions();
      double[][] x = patches.of(batch.features(), 2, row / rows);
      double sum = 0;
      for (int c = 0; c < patches.columns(); c++) {
        sum += w[row * patches.columns() + c] * x[c][out % patches.positions()];
      }
      assertThat(sum).isCloseTo(expected[2][out], within(1e-12));
    }
  }

  @Test
  void otherOperationsHaveNone() {
    Network network = new Sketch(4).act(Function.TANH).classes(2);
    assertThatThrownBy(() -> Patches.of(network, "o0"))
        .hasMessage("o0 is no dense layer or convolution");
    assertThatThrownBy(() -> Patches.of(network, "fc")).hasMessage("no operation fc");
  }
}
