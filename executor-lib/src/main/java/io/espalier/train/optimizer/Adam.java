package io.espalier.train.optimizer;

/**
 * {@code m ← β₁ m + (1−β₁) g}, {@code v ← β₂ v + (1−β₂) g²}, {@code w ← w − η m̂ / (√v̂ + ε)} with
 * {@code m̂ = m / (1−β₁ᵗ)}, {@code v̂ = v / (1−β₂ᵗ)}.
 *
 * <p>Source: Kingma, Ba, <i>Adam: A Method for Stochastic Optimization</i>, ICLR 2015,
 * arXiv:1412.6980. AdamW (Loshchilov, Hutter, ICLR 2019, arXiv:1711.05101) shrinks the weights
 * before.
 *
 * <p>ε stands beside √v̂, as in the paper's algorithm 1 and PyTorch. ND4J adds it to √v before the
 * correction, where its weight falls from step to step.
 */
record Adam(double beta1, double beta2, double epsilon) implements Optimizer {
  @Override
  public void step(float[] w, float[] g, float[][] moments, long step, double rate) {
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float first = (float) (rate / (1 - StrictMath.pow(beta1, step)));
    float second = (float) (1 / (1 - StrictMath.pow(beta2, step)));
    float eps = (float) epsilon;
    float[] m = moments[0];
    float[] v = moments[1];
    for (int i = 0; i < w.length; i++) {
      m[i] = b1 * m[i] + (1 - b1) * g[i];
      v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
      w[i] -= first * m[i] / ((float) Math.sqrt(v[i] * second) + eps);
    }
  }
}
