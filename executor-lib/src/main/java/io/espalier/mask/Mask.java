package io.espalier.mask;

import java.io.Serializable;

/**
 * Which of a network's values survive, one bit each over all of {@code Network.size()}; values that
 * are not prunable always survive. Immutable.
 */
public final class Mask implements Serializable {
  private static final long serialVersionUID = 1;

  private final int size;
  private final long[] bits;

  private Mask(int size, long[] bits) {
    this.size = size;
    this.bits = bits;
  }

  /** A mask under which everything survives. */
  public static Mask full(int size) {
    long[] bits = new long[(size + 63) >>> 6];
    java.util.Arrays.fill(bits, -1L);
    if ((size & 63) != 0) {
      bits[bits.length - 1] = -1L >>> (64 - (size & 63));
    }
    return new Mask(size, bits);
  }

  /** This mask less the given indices. */
  public Mask without(int... pruned) {
    long[] left = bits.clone();
    for (int i : pruned) {
      left[i >>> 6] &= ~(1L << (i & 63));
    }
    return new Mask(size, left);
  }

  public int size() {
    return size;
  }

  public boolean survives(int index) {
    return (bits[index >>> 6] >>> (index & 63) & 1) != 0;
  }

  /** Survivors among {@code [from, to)}. */
  public int survivors(int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += survives(i) ? 1 : 0;
    }
    return count;
  }

  /** Indices of the survivors, ascending. */
  public int[] indices() {
    int[] all = new int[survivors(0, size)];
    int n = 0;
    for (int i = 0; i < size; i++) {
      if (survives(i)) {
        all[n++] = i;
      }
    }
    return all;
  }
}
