package io.espalier.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LowestTest {
  private static final double[] AWKWARD = {
    0.0,
    -0.0,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MAX_VALUE,
    1,
    Math.nextUp(1.0),
    -1
  };

  private static BitSet bySort(double[] scores, BitSet candidates, int k) {
    BitSet lowest = new BitSet();
    candidates.stream()
        .boxed()
        // Numeric order, in which -0 equals 0; the sort is stable.
        .sorted(Comparator.comparing(i -> scores[i], (a, b) -> a < b ? -1 : a > b ? 1 : 0))
        .limit(k)
        .forEach(lowest::set);
    return lowest;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void agreesWithAFullSort(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 60; trial++) {
      int n = random.nextInt(1, 200);
      int distinct = random.nextInt(1, 40);
      double[] scores = new double[n];
      BitSet candidates = new BitSet();
      for (int i = 0; i < n; i++) {
        scores[i] =
            switch (trial % 3) {
              case 0 -> random.nextInt(distinct);
              case 1 -> Double.longBitsToDouble(random.nextLong() & ~(0x7ffL << 52) | 0x3ffL << 52);
              default -> AWKWARD[random.nextInt(AWKWARD.length)];
            };
        candidates.set(i, random.nextInt(4) > 0);
      }
      for (int k = 0; k <= candidates.cardinality(); k++) {
        assertThat(Lowest.of(scores, candidates, k)).isEqualTo(bySort(scores, candidates, k));
      }
    }
  }

  @Test
  void takesTheLowerIndexOfEqualScores() {
    BitSet all = new BitSet();
    all.set(0, 4);
    assertThat(Lowest.of(new double[] {0.0, 1, -0.0, 0.0}, all, 2).stream()).containsExactly(0, 2);
  }

  @Test
  void givesNoneBelowOneAndAllAboveTheirNumber() {
    BitSet all = new BitSet();
    all.set(0, 3);
    assertThat(Lowest.of(new double[3], all, -1).cardinality()).isZero();
    assertThat(Lowest.of(new double[3], all, 9)).isEqualTo(all).isNotSameAs(all);
  }

  /** Too slow to be repeated for every planted fault. */
  @Test
  @Tag("large")
  void twentyFiveMillionScoresFit() {
    int n = 25_000_000;
    double[] scores = new double[n];
    // A permutation: 7 and n share no divisor.
    IntStream.range(0, n).forEach(i -> scores[i] = (7L * i) % n);
    BitSet all = new BitSet(n);
    all.set(0, n);
    BitSet lowest = Lowest.of(scores, all, 22_500_000);
    assertThat(lowest.cardinality()).isEqualTo(22_500_000);
    assertThat(lowest.stream().allMatch(i -> scores[i] < 22_500_000)).isTrue();
  }
}
