package io.espalier.criterion;

import io.espalier.model.Network.Slot;

/**
 * Squared magnitude: {@code score = w²}, in double so that the square of no float overflows or
 * vanishes. Single weights rank as by {@link MagnitudeL1Criterion}; an absolute threshold and sums
 * over groups differ.
 *
 * <p>Source: Han, Pool, Tran, Dally, <i>Learning both Weights and Connections for Efficient Neural
 * Networks</i>, NeurIPS 2015, arXiv:1506.02626.
 */
public record MagnitudeL2Criterion() implements Criterion {
  private static final long serialVersionUID = 1;

  @Override
  public String name() {
    return "magnitude-l2";
  }

  @Override
  public double[] score(Evidence evidence) {
    double[] scores = new double[evidence.network().size()];
    for (Slot slot : evidence.network().prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double w = evidence.values()[i];
        scores[i] = w * w;
      }
    }
    return scores;
  }
}
