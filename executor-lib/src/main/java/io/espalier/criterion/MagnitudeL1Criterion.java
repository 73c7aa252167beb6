package io.espalier.criterion;

import io.espalier.model.Network.Slot;

/**
 * Absolute magnitude: {@code score = |w|}.
 *
 * <p>Source: Han, Pool, Tran, Dally, <i>Learning both Weights and Connections for Efficient Neural
 * Networks</i>, NeurIPS 2015, arXiv:1506.02626. There each layer has a threshold of its own; here
 * the scope decides.
 */
public record MagnitudeL1Criterion() implements Criterion {
  private static final long serialVersionUID = 1;

  @Override
  public String name() {
    return "magnitude-l1";
  }

  @Override
  public double[] score(Evidence evidence) {
    double[] scores = new double[evidence.network().size()];
    for (Slot slot : evidence.network().prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        scores[i] = Math.abs((double) evidence.values()[i]);
      }
    }
    return scores;
  }
}
