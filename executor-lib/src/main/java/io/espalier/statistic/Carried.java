package io.espalier.statistic;

import io.espalier.mask.Mask;
import io.espalier.model.Network;

/**
 * Scores that a candidate's state brings along from its training; shards are not asked for them.
 */
public record Carried() implements Statistic {
  private static final long serialVersionUID = 1;

  @Override
  public Sampling sampling(int batchSize) {
    throw new UnsupportedOperationException("a state carries it");
  }

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    throw new UnsupportedOperationException("a state carries it");
  }
}
