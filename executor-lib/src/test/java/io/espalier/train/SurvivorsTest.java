package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.mask.Mask;
import org.junit.jupiter.api.Test;

class SurvivorsTest {
  private static final Mask MASK = Mask.full(5).without(1, 4);

  @Test
  void packsAndUnpacksAscending() {
    float[] packed = Survivors.gather(MASK, new float[] {10, 11, 12, 13, 14});
    assertThat(packed).containsExactly(10, 12, 13);
    assertThat(Survivors.scatter(MASK, packed)).containsExactly(10, 0, 12, 13, 0);
  }

  @Test
  void whatIsPrunedUnpacksToPositiveZero() {
    float[] all =
        Survivors.scatter(MASK, Survivors.gather(MASK, new float[] {1, -1, 1, 1, Float.NaN}));
    assertThat(Float.floatToRawIntBits(all[1])).isZero();
    assertThat(Float.floatToRawIntBits(all[4])).isZero();
  }

  @Test
  void shrinkingDropsValuesAndMomentsAlike() {
    ReplicaState state =
        new ReplicaState(new float[] {10, 12, 13}, new float[][] {{20, 22, 23}, {30, 32, 33}}, 7);
    ReplicaState shrunk = Survivors.shrink(state, MASK, MASK.without(2));
    assertThat(shrunk.values()).containsExactly(10, 13);
    assertThat(shrunk.moments()).isDeepEqualTo(new float[][] {{20, 23}, {30, 33}});
    assertThat(shrunk.step()).isEqualTo(7);
    assertThat(state.values()).as("the argument is left alone").containsExactly(10, 12, 13);
  }

  @Test
  void shrinkingByNothingChangesNothing() {
    ReplicaState state = new ReplicaState(new float[] {1, 2, 3}, new float[0][], 0);
    assertThat(Survivors.shrink(state, MASK, MASK).values()).containsExactly(1, 2, 3);
  }

  @Test
  void refusesToReviveAndToMismatch() {
    ReplicaState state = new ReplicaState(new float[] {1, 2, 3}, new float[0][], 0);
    assertThatThrownBy(() -> Survivors.shrink(state, MASK, Mask.full(5)))
        .hasMessage("a mask that revives pruned values cannot shrink a state");
    assertThatThrownBy(() -> Survivors.shrink(state, Mask.full(5), MASK))
        .hasMessage("3 values, expected 5");
    assertThatThrownBy(() -> Survivors.gather(MASK, new float[4]))
        .hasMessage("4 values, expected 5");
    assertThatThrownBy(() -> Survivors.scatter(MASK, new float[4]))
        .hasMessage("4 values, expected 3");
  }
}
