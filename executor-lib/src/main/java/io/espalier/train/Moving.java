package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import java.util.Arrays;

/** What is hidden rests, while scores of all weights follow the dense gradient. */
final class Moving implements Hiding {
  private final Network network;
  private final Resting resting;
  private final float[] dense;
  private final float[] scores;

  /**
   * @param start its last row of moments, if it has any, are the scores so far; else they are 0
   */
  Moving(Network network, Mask mask, ReplicaState start) {
    this.network = network;
    this.resting = new Resting(mask, start.values());
    this.dense = new float[start.values().length];
    int rows = start.moments().length;
    this.scores = rows == 0 ? new float[dense.length] : start.moments()[rows - 1].clone();
  }

  @Override
  public float[] start() {
    return resting.start();
  }

  @Override
  public float[] computing(float[] w) {
    return resting.computing(w);
  }

  @Override
  public void steer(float[] w, float[] g, double rate) {
    System.arraycopy(w, 0, dense, 0, w.length);
    resting.restore(dense);
    for (Network.Slot slot : network.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        scores[i] -= (float) (rate * g[i] * dense[i]);
      }
    }
    resting.steer(w, g, rate);
  }

  @Override
  public void settle(float[] w) {
    resting.settle(w);
  }

  @Override
  public ReplicaState finish(ReplicaState tuned) {
    ReplicaState whole = resting.finish(tuned);
    float[][] rows = Arrays.copyOf(whole.moments(), whole.moments().length + 1);
    rows[rows.length - 1] = scores;
    return new ReplicaState(whole.values(), rows, whole.step());
  }
}
