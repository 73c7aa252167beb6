package io.espalier.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Shape;
import io.espalier.train.ReplicaState;
import io.espalier.train.Survivors;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExchangeTest {
  /** Two layers of four weights. */
  static final Network NETWORK =
      new Network(
          "eight",
          Shape.of(2),
          Network.Layout.CHANNELS_FIRST,
          List.of(
              new Dense("a", List.of(Network.INPUT), 2, 2, false),
              new Dense("b", List.of("a"), 2, 2, false)),
          Optional.empty());

  private static final List<String> BOTH = List.of("a", "b");

  /**
   * Layer a keeps 9 and drops 1; of 1, 2, 3 the largest gradient is 2's. Layer b drops 5, the
   * smaller of its survivors, although 9 and 5 are larger than all of a's but one: each layer for
   * itself.
   */
  @Test
  void eachLayerDropsItsSmallestAndGrowsTheLargestGradient() {
    float[] values = {9, -1, 0, 0, 5, 9, 0, 0};
    double[] gradients = {0, 1, 3, 2, 0, 0, 7, 8};
    Mask mask = Mask.full(8).without(2, 3, 6, 7);
    Mask after = Exchange.of(NETWORK, mask, values, gradients, 0.5, BOTH);
    assertThat(after.indices()).containsExactly(0, 2, 5, 7);
  }

  /**
   * RigL's code grows among everything that is not kept: what was just dropped comes straight back.
   */
  @Test
  void whatWasDroppedMayComeStraightBackWithItsValueAndMomentum() {
    float[] values = {9, -1, 0, 0, 5, 9, 0, 0};
    double[] gradients = {0, 5, 3, 2, 9, 0, 7, 8};
    Mask mask = Mask.full(8).without(2, 3, 6, 7);
    Mask after = Exchange.of(NETWORK, mask, values, gradients, 0.5, BOTH);
    assertThat(after).isEqualTo(mask);
    ReplicaState state =
        new ReplicaState(new float[] {9, -1, 5, 9}, new float[][] {{1, 2, 3, 4}}, 6);
    ReplicaState exchanged = Survivors.exchange(state, mask, after);
    assertThat(exchanged.values()).containsExactly(9, -1, 5, 9);
    assertThat(exchanged.moments()[0]).containsExactly(1, 2, 3, 4);
    assertThat(exchanged.step()).isEqualTo(6);
  }

  @Test
  void newWeightsBeginAtZeroWithoutMomentum() {
    ReplicaState state =
        new ReplicaState(new float[] {9, -1, 5, 9}, new float[][] {{1, 2, 3, 4}}, 6);
    ReplicaState exchanged =
        Survivors.exchange(
            state, Mask.full(8).without(2, 3, 6, 7), Mask.full(8).without(1, 3, 4, 6));
    // Survivors 0, 2, 5, 7: 0 and 5 were there before.
    assertThat(exchanged.values()).containsExactly(9, 0, 9, 0);
    assertThat(exchanged.moments()[0]).containsExactly(1, 0, 4, 0);
  }

  @Test
  void layersThatTakeNoPartStayAsTheyAre() {
    float[] values = {9, -1, 0, 0, 5, 9, 0, 0};
    Mask mask = Mask.full(8).without(2, 3, 6, 7);
    Mask after =
        Exchange.of(
            NETWORK, mask, values, new double[] {0, 0, 1, 2, 0, 0, 1, 2}, 0.5, List.of("b"));
    assertThat(after.indices()).containsExactly(0, 1, 5, 7);
  }

  @Test
  void everyLayerKeepsItsNumberOfSurvivors() {
    SplittableRandom random = new SplittableRandom(4);
    for (int trial = 0; trial < 200; trial++) {
      float[] values = new float[8];
      double[] gradients = new double[8];
      Mask mask = Mask.full(8);
      for (int i = 0; i < 8; i++) {
        gradients[i] = random.nextInt(3);
        if (i % 4 > 0 && random.nextBoolean()) {
          mask = mask.without(i);
        } else {
          values[i] = random.nextInt(3) - 1;
        }
      }
      Mask after = Exchange.of(NETWORK, mask, values, gradients, random.nextDouble() * 0.99, BOTH);
      assertThat(after.survivors(0, 4)).isEqualTo(mask.survivors(0, 4));
      assertThat(after.survivors(4, 8)).isEqualTo(mask.survivors(4, 8));
      assertThat(Exchange.of(NETWORK, mask, values, gradients, 0, BOTH)).isEqualTo(mask);
    }
  }

  @Test
  void aShareOfAllWouldEmptyLayers() {
    assertThatThrownBy(
            () -> Exchange.of(NETWORK, Mask.full(8), new float[8], new double[8], 1, BOTH))
        .hasMessage("share 1.0, expected one in [0, 1)");
  }
}
