package io.espalier.criterion;

import io.espalier.model.Network.Slot;

/**
 * Connection sensitivity: {@code score = |w · g|}, g the loss's mean gradient over all examples of
 * all shards; the absolute value is taken last, of the whole product.
 *
 * <p>Source: Lee, Ajanthan, Torr, <i>SNIP: Single-shot Network Pruning based on Connection
 * Sensitivity</i>, ICLR 2019, arXiv:1810.02340. Deviations: scores are not divided by their sum,
 * which changes no ranking; all training examples are looked at rather than one batch; biases have
 * no score, since they are not pruned.
 */
public record SnipCriterion() implements Criterion {
  private static final long serialVersionUID = 1;

  @Override
  public String name() {
    return "snip";
  }

  @Override
  public boolean needsGradient() {
    return true;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the gradient is not as long as the values
   */
  @Override
  public double[] score(Evidence evidence) {
    float[] w = evidence.values();
    double[] g = evidence.gradient();
    if (g.length != w.length) {
      throw new IllegalArgumentException(
          "gradient of " + g.length + " for " + w.length + " values");
    }
    double[] scores = new double[w.length];
    for (Slot slot : evidence.network().prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        scores[i] = Math.abs(w[i] * g[i]);
      }
    }
    return scores;
  }
}
