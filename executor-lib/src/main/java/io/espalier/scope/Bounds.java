package io.espalier.scope;

/**
 * What a layer is never pruned below, and what its survivors come in.
 *
 * @param minimum units that survive a layer at least, from 1; a smaller layer keeps all
 * @param roundTo survivors of a layer that has lost any are a multiple of it, from 1
 */
public record Bounds(int minimum, int roundTo) {
  /** A layer's last unit stays; any count will do. */
  public static final Bounds NONE = new Bounds(1, 1);

  public Bounds {
    if (minimum < 1 || roundTo < 1) {
      throw new IllegalArgumentException("minimum " + minimum + " and roundTo " + roundTo);
    }
  }

  /** Units that a layer of so many keeps at least. */
  int least(int size) {
    return Math.min(size, minimum);
  }

  /**
   * The nearest multiple, of two the larger.
   *
   * @param kept before rounding
   * @param alive most that can survive, since nothing is revived
   * @param size of the layer; what has no room for a multiple stays as it is
   */
  int rounded(int kept, int alive, int size) {
    int nearest = (2 * kept + roundTo) / (2 * roundTo) * roundTo;
    int least = (least(size) + roundTo - 1) / roundTo * roundTo;
    int most = alive / roundTo * roundTo;
    return most < least ? kept : Math.max(least, Math.min(most, nearest));
  }
}
