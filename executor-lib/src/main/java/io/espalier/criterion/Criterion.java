package io.espalier.criterion;

import io.espalier.model.Network;
import java.io.Serializable;

/** Gives every prunable weight an importance score; the lowest are pruned first. */
public interface Criterion extends Serializable {
  /** Its name in the configuration, lower-case with hyphens. */
  String name();

  /** Whether {@link Evidence#gradient()} must be there. */
  default boolean needsGradient() {
    return false;
  }

  /**
   * Scores, indexed as the network's values; entries of values that are not prunable mean nothing.
   */
  double[] score(Evidence evidence);

  /**
   * What a criterion may look at.
   *
   * @param values all of the network's, pruned ones 0
   * @param gradient the loss's mean gradient over the examples; empty unless asked for
   * @param seed of random scores: a function of (run seed, candidate, step)
   */
  record Evidence(Network network, float[] values, double[] gradient, long seed) {}
}
