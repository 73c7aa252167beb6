package io.espalier.train.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PackedTest {
  private static final int X = 20;
  private static final int Y = 100;

  private static Pattern rows(int[] ptr, int... off) {
    return new Pattern(0, off.length, false, null, null, null, ptr, off, null);
  }

  @Test
  void rowsOfLikeLengthGoTogetherTheLongestFirst() {
    Packed p =
        Packed.of(rows(new int[] {0, 1, 3}, 5, 6, 7), new float[] {1, 2, 3, 10, 20}, 3, X, Y);
    assertThat(p.columns()).isFalse();
    assertThat(p.ptr()).containsExactly(0, 2);
    assertThat(p.into()).containsExactly(Y + 1, Y, Y, Y, Y, Y, Y, Y);
    assertThat(p.start()).containsExactly(20, 10, 10, 10, 10, 10, 10, 10);
    assertThat(p.off()).startsWith(X + 6, X + 5, X + 5).endsWith(0, 0);
    assertThat(p.w()).startsWith(2, 1, 1);
    assertThat(p.off()[8]).isEqualTo(X + 7);
    assertThat(p.w()[8]).isEqualTo(3);
  }

  @Test
  void whatFillsARowUpChangesNoSumNotEvenMinusZero() {
    for (float sum : new float[] {0f, -0f, 1f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY}) {
      assertThat(Math.fma(0f, -0f, sum)).isEqualTo(sum);
    }
  }

  @Test
  void sixteenRowsThatShareTheirTapsBecomeColumnsAndTheLastMayBeFewer() {
    int rows = 19;
    int[] ptr = IntStream.rangeClosed(0, rows).map(r -> r < 16 ? 2 * r : 32 + r - 16).toArray();
    int[] off = IntStream.range(0, 35).map(k -> k < 32 ? 3 + k % 2 : 9).toArray();
    float[] w = new float[35];
    for (int k = 0; k < w.length; k++) {
      w[k] = k + 1;
    }
    Packed p = Packed.of(rows(ptr, off), w, -1, X, Y);
    assertThat(p.columns()).isTrue();
    assertThat(p.ptr()).containsExactly(0, 2, 3);
    assertThat(p.off()).containsExactly(X + 3, X + 4, X + 9);
    assertThat(p.w()).startsWith(1, 3, 5).hasSize(48);
    assertThat(p.w()[32]).isEqualTo(33);
    assertThat(p.w()[35]).isEqualTo(-0f);
    off[34] = 8;
    assertThat(Packed.of(rows(ptr, off), w, -1, X, Y).columns()).isFalse();
  }
}
