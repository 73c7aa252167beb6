package io.espalier.criterion;

import io.espalier.structure.Aggregation;

/** A criterion that scores single weights; a structure's score comes from its weights'. */
public interface WeightCriterion extends Criterion {
  /**
   * Scores, indexed as the network's values; those of values that are not prunable mean nothing.
   */
  double[] weights(Evidence evidence);

  @Override
  default double[] score(Evidence evidence, Aggregation how) {
    return evidence.units().aggregate(weights(evidence), how);
  }
}
