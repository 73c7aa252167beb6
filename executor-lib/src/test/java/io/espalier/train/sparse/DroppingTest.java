package io.espalier.train.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.shard.Batch;
import io.espalier.shard.Seeds;
import io.espalier.train.Course;
import io.espalier.train.Initializer;
import io.espalier.train.LearningRate;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer.FineTuned;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DroppingTest {
  private static final int CHANNELS = 40;
  private static final int BATCH = 64;

  /** An input of ones in the memory's first half, an output and their gradients behind it. */
  private static float[] passed(double rate, String name, long seed, boolean back, View[] views) {
    return passed(rate, name, seed, back, views, BATCH);
  }

  private static float[] passed(
      double rate, String name, long seed, boolean back, View[] views, int batch) {
    int size = CHANNELS * batch;
    View in = new View(0, size, CHANNELS, 1, 1, 0, 0, 0, 0, batch);
    View out = new View(2 * size, 3 * size, CHANNELS, 1, 1, 0, 0, 0, 0, batch);
    views[0] = in;
    views[1] = out;
    float[] a = new float[4 * size];
    Arrays.fill(a, 0, size, 1f);
    Arrays.fill(a, 3 * size, 4 * size, 1f);
    Dropping node = new Dropping(rate, name, in, out, true, false);
    Pass pass = new Pass(a, null, null, null, batch, true, seed);
    node.forward(pass);
    if (back) {
      node.backward(pass);
    }
    return a;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.25, 0.5, 0.9})
  void keepsItsShareAndTheMean(double rate) {
    int size = CHANNELS * BATCH;
    View[] views = new View[2];
    int kept = 0;
    double sum = 0;
    int runs = 40;
    for (int seed = 1; seed <= runs; seed++) {
      float[] a = passed(rate, "drop", seed, true, views);
      for (int i = 0; i < size; i++) {
        float y = a[views[1].values() + i];
        assertThat(y == 0 || y == (float) (1 / (1 - rate))).isTrue();
        assertThat(a[views[0].gradient() + i]).isEqualTo(y);
        kept += y == 0 ? 0 : 1;
        sum += y;
      }
    }
    // Five standard deviations of a binomial share.
    double n = (double) runs * size;
    double deviation = 5 * Math.sqrt(rate * (1 - rate) / n);
    assertThat(kept / n).isCloseTo(1 - rate, within(deviation));
    assertThat(sum / n).isCloseTo(1, within(deviation / (1 - rate)));
  }

  @Test
  void aWiderBatchDrawsTheSameForTheSameExamples() {
    View[] views = new View[2];
    float[] wide = passed(0.4, "drop", 5, true, views, BATCH);
    View[] narrow = new View[2];
    float[] some = passed(0.4, "drop", 5, true, narrow, 16);
    for (int c = 0; c < CHANNELS; c++) {
      for (int e = 0; e < 16; e++) {
        assertThat(some[narrow[1].values() + c * 16 + e])
            .isEqualTo(wide[views[1].values() + c * BATCH + e]);
        assertThat(some[narrow[0].gradient() + c * 16 + e])
            .isEqualTo(wide[views[0].gradient() + c * BATCH + e]);
      }
    }
  }

  @Test
  void drawsAreAHashOfSeedNameFeatureAndExample() {
    View[] views = new View[2];
    float[] a = passed(0.3, "here", 77, false, views);
    for (int i = 0; i < CHANNELS * BATCH; i++) {
      long place = (long) (i / BATCH) * (1L << 32) + i % BATCH;
      double u = (Seeds.mix(77, Seeds.of("here"), place) >>> 11) * 0x1p-53;
      assertThat(a[views[1].values() + i]).isEqualTo(u < 0.3 ? 0f : (float) (1 / 0.7));
    }
    assertThat(passed(0.3, "there", 77, false, views)).isNotEqualTo(a);
    assertThat(passed(0.3, "here", 78, false, views)).isNotEqualTo(a);
  }

  @Test
  void withoutASeedAllPasses() {
    View[] views = new View[2];
    float[] a = passed(0.9, "drop", 0, true, views);
    assertThat(Arrays.copyOfRange(a, 2 * CHANNELS * BATCH, 3 * CHANNELS * BATCH)).containsOnly(1f);
  }

  /** A step's loss and gradient by loops over the definition, with the factors of the hash. */
  @Test
  void aStepIsThatOfTheNetworkWithItsFactors() {
    int n = 21;
    double rate = 0.4;
    Network network = new Sketch(6).dense(9).act(Function.TANH).dropout(rate).classes(3);
    float[] v = Initializer.values(network, 3);
    Batch batch = MadeUpBatches.of(network, 5, n).get(0);
    long seed = Seeds.mix(11, 0);
    double loss = 0;
    double[] gradient = new double[9 * 3];
    for (int e = 0; e < n; e++) {
      double[] h = new double[9];
      for (int r = 0; r < 9; r++) {
        double z = v[54 + r];
        for (int i = 0; i < 6; i++) {
          z += (double) v[r * 6 + i] * batch.features()[e * 6 + i];
        }
        double u = (Seeds.mix(seed, Seeds.of("o2"), r * (1L << 32) + e) >>> 11) * 0x1p-53;
        h[r] = u < rate ? 0 : Math.tanh(z) / (1 - rate);
      }
      double[] s = new double[3];
      double total = 0;
      for (int c = 0; c < 3; c++) {
        s[c] = v[63 + 27 + c];
        for (int r = 0; r < 9; r++) {
          s[c] += v[63 + c * 9 + r] * h[r];
        }
        total += Math.exp(s[c]);
      }
      loss += Math.log(total) - s[batch.labels()[e]];
      for (int c = 0; c < 3; c++) {
        double d = Math.exp(s[c]) / total - (batch.labels()[e] == c ? 1 : 0);
        for (int r = 0; r < 9; r++) {
          gradient[c * 9 + r] += d * h[r] / n;
        }
      }
    }
    try (SparseTrainer trainer = new SparseTrainer(network)) {
      FineTuned one =
          trainer.fineTune(
              new ReplicaState(v, new float[0][], 0),
              Mask.full(network.size()),
              List.of(batch).iterator(),
              Course.plain(
                  new OptimizerSpec(OptimizerSpec.Kind.SGD, 1, 0, 0, 0, 1e-8, 0, 0),
                  LearningRate.DEFAULTS,
                  1),
              11);
      assertThat(one.lossSum()).isCloseTo(loss, within(1e-4));
      for (int i = 0; i < 27; i++) {
        assertThat((double) -one.state().moments()[0][63 + i]).isCloseTo(gradient[i], within(1e-5));
      }
    }
  }
}
