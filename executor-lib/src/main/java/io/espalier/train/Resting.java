package io.espalier.train;

import io.espalier.mask.Mask;

/** What is hidden keeps its value aside; in its place there is a 0 that nothing moves. */
final class Resting implements Hiding {
  private final float[] start;
  private final int[] hidden;
  private final float[] aside;

  Resting(Mask mask, float[] dense) {
    this.start = dense.clone();
    this.hidden = Splicing.hidden(mask);
    this.aside = new float[hidden.length];
    for (int n = 0; n < hidden.length; n++) {
      aside[n] = dense[hidden[n]];
    }
    settle(start);
  }

  @Override
  public float[] start() {
    return start;
  }

  @Override
  public float[] computing(float[] w) {
    return w;
  }

  @Override
  public void steer(float[] w, float[] g, double rate) {
    for (int i : hidden) {
      g[i] = 0;
    }
  }

  @Override
  public void settle(float[] w) {
    for (int i : hidden) {
      w[i] = 0;
    }
  }

  @Override
  public ReplicaState finish(ReplicaState tuned) {
    float[] values = tuned.values().clone();
    restore(values);
    return new ReplicaState(values, tuned.moments(), tuned.step());
  }

  /** Puts back what was put aside. */
  void restore(float[] values) {
    for (int n = 0; n < hidden.length; n++) {
      values[hidden[n]] = aside[n];
    }
  }
}
