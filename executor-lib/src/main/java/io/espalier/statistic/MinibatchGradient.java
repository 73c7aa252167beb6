package io.espalier.statistic;

import io.espalier.mask.Mask;
import io.espalier.model.Network;

/**
 * The loss's gradient over one minibatch of each shard, the one that a training sees next: signed,
 * one value a survivor.
 *
 * @param minibatch which one, counted over all epochs
 * @param seed of the training's batch order
 */
public record MinibatchGradient(long minibatch, long seed) implements Statistic {
  private static final long serialVersionUID = 1;

  @Override
  public Sampling sampling(int batchSize) {
    return Sampling.minibatch(batchSize, minibatch, seed);
  }

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    return new GradientSum().accumulator(network, mask);
  }
}
