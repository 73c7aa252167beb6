package io.espalier.train.optimizer;

/**
 * {@code v ← β v + (1−β) g²}, {@code w ← w − η g / (√v + ε)}.
 *
 * <p>Source: Tieleman, Hinton, <i>Lecture 6.5 – RMSProp</i>, Coursera, 2012. v begins with 0, as in
 * PyTorch; ND4J's begins with ε, by which the first steps of a small gradient are shorter.
 */
record RmsProp(float beta, float epsilon) implements Optimizer {
  @Override
  public void step(float[] w, float[] g, float[][] moments, long step, double rate) {
    float lr = (float) rate;
    float[] v = moments[0];
    for (int i = 0; i < w.length; i++) {
      v[i] = beta * v[i] + (1 - beta) * g[i] * g[i];
      w[i] -= lr * g[i] / ((float) Math.sqrt(v[i]) + epsilon);
    }
  }
}
