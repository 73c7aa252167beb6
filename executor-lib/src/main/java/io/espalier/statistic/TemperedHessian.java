package io.espalier.statistic;

import io.espalier.exact.CrossEntropy;
import io.espalier.exact.Norms;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import java.util.Arrays;

/**
 * The Hessian of {@code CE(f / T)} times a vector in double precision, summed over the examples,
 * one value a survivor. Batch normalisation uses the batch's own statistics.
 *
 * @param gradient which examples are looked at, and at what temperature
 * @param vector one value a survivor, of all shards; those that are not of prunable weights count
 *     as 0. Not copied, not to be changed
 */
public record TemperedHessian(TemperedGradient gradient, double[] vector) implements Statistic {
  private static final long serialVersionUID = 1;

  @Override
  public Sampling sampling(int batchSize) {
    return gradient.sampling(batchSize);
  }

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    ExactState state = new ExactState(network, mask);
    double[] direction = state.direction(rank -> vector[rank]);
    return Accumulator.of(
        state.size(),
        (glance, sum) -> {
          CrossEntropy loss = CrossEntropy.sum(glance.batch().labels()).at(gradient.temperature());
          state.add(state.pass(glance, Norms.BATCH).hessianTimes(loss, direction), sum);
        });
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TemperedHessian other
        && gradient.equals(other.gradient)
        && Arrays.equals(vector, other.vector);
  }

  @Override
  public int hashCode() {
    return 31 * gradient.hashCode() + Arrays.hashCode(vector);
  }

  @Override
  public String toString() {
    return "TemperedHessian[" + gradient + ", times " + vector.length + " values]";
  }
}
