package io.espalier.statistic;

import io.espalier.exact.CrossEntropy;
import io.espalier.exact.Norms;
import io.espalier.mask.Mask;
import io.espalier.model.Network;

/**
 * The gradient of {@code CE(f / T)} in double precision, summed over the examples: signed, one
 * value a survivor. Batch normalisation uses the batch's own statistics.
 *
 * @param temperature T
 * @param examples of each class, of all shards together
 */
public record TemperedGradient(double temperature, int examples) implements Statistic {
  private static final long serialVersionUID = 1;

  @Override
  public Sampling sampling(int batchSize) {
    return Sampling.perClass(examples, batchSize);
  }

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    ExactState state = new ExactState(network, mask);
    return Accumulator.of(
        state.size(),
        (glance, sum) -> {
          CrossEntropy loss = CrossEntropy.sum(glance.batch().labels()).at(temperature);
          state.add(state.pass(glance, Norms.BATCH).gradient(loss), sum);
        });
  }
}
