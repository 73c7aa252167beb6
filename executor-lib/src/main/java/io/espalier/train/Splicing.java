package io.espalier.train;

import io.espalier.mask.Mask;
import java.util.BitSet;

/** What is hidden moves like all else, and computes nothing. */
final class Splicing implements Hiding {
  private final float[] start;
  private final int[] hidden;
  private final float[] computing;

  Splicing(Mask mask, float[] start) {
    this.start = start;
    this.hidden = hidden(mask);
    this.computing = new float[start.length];
  }

  /** The values that do not survive, ascending. */
  static int[] hidden(Mask mask) {
    BitSet gone = new BitSet(mask.size());
    gone.set(0, mask.size());
    for (int i : mask.indices()) {
      gone.clear(i);
    }
    return gone.stream().toArray();
  }

  @Override
  public float[] start() {
    return start;
  }

  @Override
  public float[] computing(float[] w) {
    if (hidden.length == 0) {
      return w;
    }
    System.arraycopy(w, 0, computing, 0, w.length);
    for (int i : hidden) {
      computing[i] = 0;
    }
    return computing;
  }
}
