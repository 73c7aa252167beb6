package io.espalier.statistic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SumsTest {
  private static Sums sums(long examples, double... values) {
    return new Sums(values, examples, 1);
  }

  @Test
  void elementsExamplesAndBatchesAddUp() {
    Sums all = Sums.of(List.of(sums(3, 1, 2), sums(4, 10, 20), new Sums(new double[2], 0, 0)));
    assertThat(all.values()).containsExactly(11, 22);
    assertThat(all.examples()).isEqualTo(7);
    assertThat(all.batches()).isEqualTo(2);
  }

  /** Values that cancel show the order of addition, which is the shards'. */
  @Test
  void shardsAreAddedInTheirOrder() {
    Sums huge = sums(1, 1e20, 1);
    Sums small = sums(1, 1, 1e20);
    Sums back = sums(1, -1e20, -1e20);
    assertThat(Sums.of(List.of(huge, small, back)).values()).containsExactly(0, 0);
    assertThat(Sums.of(List.of(huge, back, small)).values()).containsExactly(1, 0);
    assertThat(Sums.of(List.of(small, back, huge)).values()).containsExactly(0, 1);
  }

  @Test
  void shardsAreNotChangedAndOneAloneIsItself() {
    Sums one = sums(2, 0.1, 0.2);
    Sums other = sums(2, 5, 5);
    Sums.of(List.of(one, other));
    assertThat(one.values()).containsExactly(0.1, 0.2);
    assertThat(Sums.of(List.of(one)).values()).containsExactly(0.1, 0.2);
  }
}
