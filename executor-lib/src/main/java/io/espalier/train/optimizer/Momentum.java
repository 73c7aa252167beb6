package io.espalier.train.optimizer;

/**
 * Gradient descent with momentum: {@code v ← μ v − η g}, {@code w ← w + v}, or Nesterov's {@code w
 * ← w + μ v − η g}.
 *
 * <p>Source: Sutskever et al., <i>On the importance of initialization and momentum in deep
 * learning</i>, ICML 2013, in Bengio's rearrangement (arXiv:1212.0901), where the gradient is taken
 * at the parameters that are kept.
 */
record Momentum(float mu, boolean nesterov) implements Optimizer {
  @Override
  public void step(float[] w, float[] g, float[][] moments, long step, double rate) {
    float lr = (float) rate;
    float[] v = moments[0];
    for (int i = 0; i < w.length; i++) {
      v[i] = mu * v[i] - lr * g[i];
      w[i] += nesterov ? mu * v[i] - lr * g[i] : v[i];
    }
  }
}
