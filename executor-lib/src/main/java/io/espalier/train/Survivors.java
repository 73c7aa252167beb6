package io.espalier.train;

import io.espalier.mask.Mask;

/**
 * Packs the values that survive a mask, ascending by index, and unpacks them again: the form in
 * which states travel.
 */
public final class Survivors {
  private Survivors() {}

  /**
   * The survivors' values.
   *
   * @param all as many as the mask has
   */
  public static float[] gather(Mask mask, float[] all) {
    sized(all.length, mask.size());
    float[] left = new float[mask.survivors(0, mask.size())];
    int n = 0;
    for (int i = mask.next(0); i < mask.size(); i = mask.next(i + 1)) {
      left[n++] = all[i];
    }
    return left;
  }

  /**
   * All values, those that do not survive +0.
   *
   * @param survivors as many as survive the mask
   */
  public static float[] scatter(Mask mask, float[] survivors) {
    sized(survivors.length, mask.survivors(0, mask.size()));
    float[] all = new float[mask.size()];
    int n = 0;
    for (int i = mask.next(0); i < mask.size(); i = mask.next(i + 1)) {
      all[i] = survivors[n++];
    }
    return all;
  }

  /**
   * The state under a mask that has lost further values; values and moments of what is left do not
   * change.
   *
   * @param before the mask that the state belongs to
   * @param after a subset of it
   * @throws IllegalArgumentException if something survives after that did not before
   */
  public static ReplicaState shrink(ReplicaState state, Mask before, Mask after) {
    if (!before.and(after).equals(after)) {
      throw new IllegalArgumentException("a mask that revives pruned values cannot shrink a state");
    }
    float[][] moments = new float[state.moments().length][];
    for (int m = 0; m < moments.length; m++) {
      moments[m] = shrink(state.moments()[m], before, after);
    }
    return new ReplicaState(shrink(state.values(), before, after), moments, state.step());
  }

  /**
   * The state under another mask: what survives in both keeps value and moments, what is new begins
   * at 0 with moments of 0.
   *
   * @param before the mask that the state belongs to
   */
  public static ReplicaState exchange(ReplicaState state, Mask before, Mask after) {
    float[][] moments = new float[state.moments().length][];
    for (int m = 0; m < moments.length; m++) {
      moments[m] = exchange(state.moments()[m], before, after);
    }
    return new ReplicaState(exchange(state.values(), before, after), moments, state.step());
  }

  private static float[] exchange(float[] survivors, Mask before, Mask after) {
    return gather(after, scatter(before, survivors));
  }

  private static float[] shrink(float[] survivors, Mask before, Mask after) {
    sized(survivors.length, before.survivors(0, before.size()));
    float[] left = new float[after.survivors(0, after.size())];
    int rank = 0;
    int n = 0;
    for (int i = before.next(0); i < before.size(); i = before.next(i + 1)) {
      if (after.survives(i)) {
        left[n++] = survivors[rank];
      }
      rank++;
    }
    return left;
  }

  private static void sized(int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(found + " values, expected " + expected);
    }
  }
}
