package io.espalier.scope;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Whole counts from fractional quotas by largest remainder (Hamilton's method): every quota is
 * rounded down, and what is missing goes to the largest remainders, one each, the first of equals
 * first.
 */
final class Apportionment {
  private Apportionment() {}

  /** Counts in proportion to {@code weights}, with the sum {@code total}; exact arithmetic. */
  static int[] byWeight(int[] weights, int total) {
    long sum = IntStream.of(weights).asLongStream().sum();
    int[] floors = new int[weights.length];
    double[] remainders = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      floors[i] = (int) ((long) total * weights[i] / sum);
      // Below 2^31, so equal remainders are equal doubles: quotas as doubles would not be.
      remainders[i] = (long) total * weights[i] % sum;
    }
    return round(floors, remainders, weights, total);
  }

  /**
   * Counts near quotas whose sum is {@code total} up to rounding.
   *
   * @param quotas quota i in {@code [0, most[i]]}
   * @param most largest counts, together at least {@code total}
   */
  static int[] byQuota(double[] quotas, int[] most, int total) {
    int[] floors = new int[quotas.length];
    double[] remainders = new double[quotas.length];
    for (int i = 0; i < quotas.length; i++) {
      // A quota that is whole but for its own rounding counts as whole.
      double near = Math.rint(quotas[i]);
      double quota = Math.abs(quotas[i] - near) < 1e-9 * Math.max(1, near) ? near : quotas[i];
      floors[i] = (int) Math.max(0, Math.min(most[i], Math.floor(quota)));
      remainders[i] = quota - floors[i];
    }
    return round(floors, remainders, most, total);
  }

  private static int[] round(int[] floors, double[] remainders, int[] most, int total) {
    int[] counts = floors.clone();
    int[] ranks =
        IntStream.range(0, counts.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -remainders[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int missing = total - IntStream.of(counts).sum();
    while (missing != 0) {
      int moved = 0;
      for (int r = 0; r < ranks.length && missing != 0; r++) {
        int i = missing > 0 ? ranks[r] : ranks[ranks.length - 1 - r];
        int change = Integer.signum(missing);
        if (counts[i] + change >= 0 && counts[i] + change <= most[i]) {
          counts[i] += change;
          missing -= change;
          moved++;
        }
      }
      if (moved == 0) {
        throw new IllegalArgumentException("no counts within the bounds add up to " + total);
      }
    }
    return counts;
  }
}
