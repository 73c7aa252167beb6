package io.espalier.structure;

import io.espalier.mask.Mask;
import java.util.BitSet;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;

/** Masks over the values of a smaller network. */
final class Projection {
  private Projection() {}

  /**
   * A mask over some of the values.
   *
   * @param kept their indices among the mask's, ascending, as many as {@code size}
   */
  static Mask of(Mask mask, IntStream kept, int size) {
    BitSet pruned = new BitSet(size);
    int at = 0;
    for (PrimitiveIterator.OfInt i = kept.iterator(); i.hasNext(); at++) {
      pruned.set(at, !mask.survives(i.nextInt()));
    }
    if (at != size) {
      throw new IllegalStateException(at + " values for a network of " + size);
    }
    return Mask.full(size).without(pruned);
  }
}
