package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.train.ReplicaState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AveragingTest {
  private static CellResult cell(int shard, long examples, float[] values, float[]... moments) {
    return new CellResult(
        0, shard, new ReplicaState(values, moments, 10 + shard), examples, 0, 0, 0, null, null);
  }

  @Test
  void weighsEachShardByItsExamples() {
    // (1·2 + 3·6) / 4 = 5; (1·4 + 3·0) / 4 = 1; moment (1·8 + 3·16) / 4 = 14
    ReplicaState mean =
        Averaging.of(
            List.of(
                cell(0, 1, new float[] {2, 4}, new float[] {8, 0}),
                cell(1, 3, new float[] {6, 0}, new float[] {16, 4})));

    assertThat(mean.values()).containsExactly(5, 1);
    assertThat(mean.moments()[0]).containsExactly(14, 3);
    assertThat(mean.step()).isEqualTo(11);
  }

  @Test
  void leavesShardsWithoutExamplesOut() {
    ReplicaState mean =
        Averaging.of(List.of(cell(0, 0, new float[] {99}), cell(1, 5, new float[] {7})));

    assertThat(mean.values()).containsExactly(7);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 5, 8})
  void addsInShardOrderWhoeverFinishesFirst(long seed) {
    // These cancel: in another order the small values drown, and the bits differ.
    List<CellResult> cells = new ArrayList<>();
    float[] big = {1e20f, 3.25f, -1e20f, 1.5f};
    for (int s = 0; s < 4; s++) {
      cells.add(cell(s, 10, new float[] {big[s], big[(s + 1) % 4]}));
    }
    float[] ordered = Averaging.of(cells).values();
    assertThat(ordered[0]).isEqualTo(0.375f); // (1e20 + 3.25 - 1e20 + 1.5) / 4, 3.25 drowned

    Collections.shuffle(cells, new Random(seed));

    assertThat(Averaging.of(cells).values()).containsExactly(ordered);
  }
}
