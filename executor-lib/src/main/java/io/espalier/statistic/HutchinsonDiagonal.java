package io.espalier.statistic;

import io.espalier.exact.CrossEntropy;
import io.espalier.exact.ExactPass;
import io.espalier.exact.Norms;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.shard.Seeds;
import java.util.SplittableRandom;

/**
 * An estimate of the diagonal of the cross-entropy's Hessian, summed over the examples, one value a
 * survivor; 0 of what is no weight: the mean of {@code z · Hz} over random signs z, which are the
 * same on all shards. In double precision and inference mode.
 *
 * <p>Source: Hutchinson, <i>A Stochastic Estimator of the Trace of the Influence Matrix for
 * Laplacian Smoothing Splines</i>, 1990, for the trace; Bekas, Kokiopoulou, Saad, <i>An Estimator
 * for the Diagonal of a Matrix</i>, 2007, for the diagonal.
 *
 * @param examples of all shards together; 0: all
 * @param draws of z, at least 1
 * @param seed of z, together with the draw's number
 */
public record HutchinsonDiagonal(int examples, int draws, long seed) implements Statistic {
  private static final long serialVersionUID = 1;

  @Override
  public Sampling sampling(int batchSize) {
    return Sampling.first(examples, batchSize);
  }

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    ExactState state = new ExactState(network, mask);
    double[][] signs = new double[draws][];
    for (int d = 0; d < draws; d++) {
      SplittableRandom random = new SplittableRandom(Seeds.mix(seed, d));
      signs[d] = state.direction(rank -> random.nextBoolean() ? 1 : -1);
    }
    return Accumulator.of(
        state.size(),
        (glance, sum) -> {
          ExactPass pass = state.pass(glance, Norms.RUNNING);
          CrossEntropy loss = CrossEntropy.sum(glance.batch().labels());
          for (double[] z : signs) {
            double[] product = pass.hessianTimes(loss, z);
            for (int i = 0; i < z.length; i++) {
              product[i] *= z[i] / draws;
            }
            state.add(product, sum);
          }
        });
  }
}
