package io.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.train.Initializer;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.Survivors;
import io.espalier.train.sparse.SparseModel;
import java.util.BitSet;
import java.util.SplittableRandom;

/** Values, masks and scores to compare networks by. */
final class Outputs {
  private static final int EXAMPLES = 5;

  private Outputs() {}

  /** Initial weights; biases and batch norms as different as training would make them. */
  static float[] values(Network network, long seed) {
    float[] values = Initializer.values(network, seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (Network.Slot slot : network.slots()) {
      if (!slot.prunable()) {
        for (int i = slot.offset(); i < slot.end(); i++) {
          values[i] += (float) (0.1 + random.nextDouble());
        }
      }
    }
    return values;
  }

  /** What the last softmax reads, of a few made-up examples. */
  static float[] scores(Network network, float[] values) {
    float[] x = MadeUpBatches.of(network, 9, EXAMPLES).get(0).features();
    float[] scores = new float[EXAMPLES * network.classes()];
    new SparseModel(network, values).logits(x, EXAMPLES, scores);
    return scores;
  }

  static float[] masked(Mask mask, float[] values) {
    return Survivors.scatter(mask, Survivors.gather(mask, values));
  }

  /** Some units, but of no stratum all. */
  static BitSet some(Units units, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BitSet some = new BitSet();
    for (Stratum s : units.strata()) {
      int stays = random.nextInt(s.offset(), s.end());
      for (int u = s.offset(); u < s.end(); u++) {
        some.set(u, u != stays && random.nextBoolean());
      }
    }
    return some;
  }

  static void near(float[] found, float[] expected, double tolerance) {
    assertThat(found).hasSize(expected.length);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i])
          .as("score %d", i)
          .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
    }
  }
}
