package io.espalier.scope;

import java.util.BitSet;

/**
 * Exact selection of the k lowest scores, in time linear in the number of candidates and without
 * copying or boxing any.
 *
 * <p>A double's bits, with the sign folded in, order as unsigned numbers just as the doubles do.
 * The k-th key is found digit by digit, from the highest, by counting the candidates that agree
 * with the digits found so far: six passes, whatever the scores are.
 */
final class Lowest {
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private Lowest() {}

  /**
   * The k candidates with the lowest scores; of equal scores the lower index comes first.
   *
   * @param scores no candidate's is NaN; -0 equals 0
   * @param k none if not above 0, all if not below the number of candidates
   */
  static BitSet of(double[] scores, BitSet candidates, int k) {
    if (k >= candidates.cardinality()) {
      return (BitSet) candidates.clone();
    }
    BitSet lowest = new BitSet();
    if (k <= 0) {
      return lowest;
    }
    long kth = 0;
    long known = 0;
    int equal = k;
    for (int shift = 5 * DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
      int[] counts = new int[DIGITS];
      for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
        long key = key(scores[i]);
        if ((key & known) == kth) {
          counts[(int) (key >>> shift) & DIGITS - 1]++;
        }
      }
      int digit = 0;
      while (counts[digit] < equal) {
        equal -= counts[digit++];
      }
      kth |= (long) digit << shift;
      known |= DIGITS - 1L << shift;
    }
    for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
      int order = Long.compareUnsigned(key(scores[i]), kth);
      if (order < 0 || (order == 0 && equal-- > 0)) {
        lowest.set(i);
      }
    }
    return lowest;
  }

  private static long key(double score) {
    // Adding +0 turns -0 into +0.
    long bits = Double.doubleToRawLongBits(score + 0.0);
    return bits ^ (bits >> 63 | Long.MIN_VALUE);
  }
}
