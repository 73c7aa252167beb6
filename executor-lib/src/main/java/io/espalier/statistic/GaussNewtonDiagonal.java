package io.espalier.statistic;

import io.espalier.exact.Norms;
import io.espalier.mask.Mask;
import io.espalier.model.Network;

/**
 * The diagonal of the cross-entropy's Gauss-Newton matrix, summed over the examples, one value a
 * survivor; 0 of what is no weight. Exact, in double precision and inference mode; costs a backward
 * pass a class.
 *
 * @param examples of all shards together; 0: all
 */
public record GaussNewtonDiagonal(int examples) implements Statistic {
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
        (glance, sum) -> state.add(state.pass(glance, Norms.RUNNING).gaussNewtonDiagonal(), sum));
  }
}
