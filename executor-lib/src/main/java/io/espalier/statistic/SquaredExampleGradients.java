package io.espalier.statistic;

import io.espalier.exact.CrossEntropy;
import io.espalier.exact.ExactPass;
import io.espalier.exact.Norms;
import io.espalier.mask.Mask;
import io.espalier.model.Network;

/**
 * Squares of each example's own gradient, summed over the examples, one value a survivor; 0 of what
 * is no weight. In double precision and inference mode: a batch of one example has no mean and
 * variance of its own to be normalised by.
 *
 * @param examples of all shards together; 0: all
 */
public record SquaredExampleGradients(int examples) implements Statistic {
  private static final long serialVersionUID = 1;

  @Override
  public Sampling sampling(int batchSize) {
    return Sampling.first(examples, batchSize);
  }

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    ExactState state = new ExactState(network, mask);
    return Accumulator.of(
        state.size(),
        (glance, sum) -> {
          ExactPass pass = state.pass(glance, Norms.RUNNING);
          CrossEntropy loss = CrossEntropy.sum(glance.batch().labels());
          state.add(pass.squaredGradients(loss.gradient(pass.logits())), sum);
        });
  }
}
