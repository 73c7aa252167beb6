package io.espalier.scope;

import java.util.BitSet;

/**
 * Exact selection of the k lowest scores, in time linear in the number of candidates and without
 * copying or boxing any score.
 *
 * <p>A double's bits, with the sign folded in, order as unsigned numbers just as the doubles do.
 * The k-th key is found digit by digit, from the highest, by counting the candidates that agree
 * with the digits found so far; each pass looks only at those that the pass before left.
 */
public final class Lowest {
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private Lowest() {}

  /**
   * The k candidates with the lowest scores; of equal scores the lower index comes first.
   *
   * @param scores no candidate's is NaN; -0 equals 0
   * @param k none if not above 0, all if not below the number of candidates
   */
  public static BitSet of(double[] scores, BitSet candidates, int k) {
    int all = candidates.cardinality();
    if (k >= all) {
      return (BitSet) candidates.clone();
    }
    BitSet lowest = new BitSet();
    if (k <= 0) {
      return lowest;
    }
    int[] agreeing = indices(candidates, all);
    int left = all;
    long kth = 0;
    int equal = k;
    for (int shift = 5 * DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
      int[] counts = new int[DIGITS];
      for (int c = 0; c < left; c++) {
        counts[digit(scores[agreeing[c]], shift)]++;
      }
      int digit = 0;
      while (counts[digit] < equal) {
        equal -= counts[digit++];
      }
      kth |= (long) digit << shift;
      int kept = 0;
      for (int c = 0; c < left; c++) {
        if (digit(scores[agreeing[c]], shift) == digit) {
          agreeing[kept++] = agreeing[c];
        }
      }
      left = kept;
    }
    for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
      int order = Long.compareUnsigned(key(scores[i]), kth);
      if (order < 0 || (order == 0 && equal-- > 0)) {
        lowest.set(i);
      }
    }
    return lowest;
  }

  private static int[] indices(BitSet set, int count) {
    int[] indices = new int[count];
    int n = 0;
    for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
      indices[n++] = i;
    }
    return indices;
  }

  private static int digit(double score, int shift) {
    return (int) (key(score) >>> shift) & DIGITS - 1;
  }

  private static long key(double score) {
    // Adding +0 turns -0 into +0.
    long bits = Double.doubleToRawLongBits(score + 0.0);
    return bits ^ (bits >> 63 | Long.MIN_VALUE);
  }
}
