package io.espalier.train;

import io.espalier.shard.Batch;

/** The loss of a batch and its gradient by all of a network's values, whatever a mask says. */
public interface DenseGradient {
  /**
   * Computes both, as in training.
   *
   * @param values all of the network's
   * @param seed of dropout
   * @param into takes the gradient's sum over the batch; entries of values that do not train mean
   *     nothing
   * @return the loss, mean over the batch
   */
  double of(float[] values, Batch batch, long seed, float[] into);
}
