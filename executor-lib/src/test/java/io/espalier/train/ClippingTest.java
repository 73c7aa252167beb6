package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Role;
import io.espalier.model.SmallNetworks;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClippingTest {
  private static double norm(float[] g) {
    double squares = 0;
    for (float v : g) {
      squares += (double) v * v;
    }
    return Math.sqrt(squares);
  }

  private static float[] gradient(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] g = new float[1 + random.nextInt(5000)];
    for (int i = 0; i < g.length; i++) {
      g[i] = (float) (2 * random.nextDouble() - 1);
    }
    return g;
  }

  @Test
  void shortensByHand() {
    float[] g = {3, 0, -4};
    Clipping.clip(g, 1);
    assertThat(g).containsExactly(new float[] {0.6f, 0, -0.8f}, within(1e-7f));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 5, 8})
  void theNormIsTheLesserOfBothAndTheDirectionStays(long seed) {
    float[] before = gradient(seed);
    double norm = norm(before);
    for (double most : new double[] {0.01 * norm, 0.5 * norm, norm, 2 * norm}) {
      float[] after = before.clone();
      Clipping.clip(after, most);
      assertThat(norm(after)).isCloseTo(Math.min(norm, most), within(1e-6 * norm));
      double dot = 0;
      for (int i = 0; i < after.length; i++) {
        dot += (double) after[i] * before[i];
      }
      assertThat(dot).isCloseTo(norm(after) * norm, within(1e-5 * norm * norm));
      if (most >= norm) {
        assertThat(after).isEqualTo(before);
      }
    }
  }

  @Test
  void noBoundChangesNothingHoweverLong() {
    float[] g = gradient(13);
    Clipping.clip(g, 0);
    assertThat(g).isEqualTo(gradient(13));
  }

  /**
   * Plain descent at rate 1 moves by the gradient itself, so the move is no longer than the bound.
   */
  @Test
  void aStepIsClippedWithItsPenaltiesAndMovesNoStatistics() {
    Network network = SmallNetworks.conv();
    float[] start = Initializer.values(network, 3);
    OptimizerSpec plain = new OptimizerSpec(OptimizerSpec.Kind.SGD, 1, 0, 0, 0, 1, 0, 0);
    Course course =
        new Course(
            new Recipe(plain, LearningRate.DEFAULTS, Objective.PLAIN, new Penalties(5, 0, 0), 0.25),
            1);
    Descent descent =
        new Descent(
            network, Mask.full(start.length), new ReplicaState(start, new float[0][], 0), course);
    descent.advance(0, 1);
    float[] after = descent.finish().state().values();
    float[] move = new float[start.length];
    for (int i = 0; i < move.length; i++) {
      move[i] = after[i] - start[i];
    }
    assertThat(norm(move)).isCloseTo(0.25, within(1e-5));
    for (Network.Slot slot : network.slots()) {
      if (slot.parameter().role() != Role.WEIGHT) {
        assertThat(Arrays.copyOfRange(move, slot.offset(), slot.end())).containsOnly(0f);
      }
    }
  }
}
