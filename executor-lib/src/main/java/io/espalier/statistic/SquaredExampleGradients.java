package io.espalier.statistic;

import io.espalier.exact.CrossEntropy;
import io.espalier.exact.ExactNetwork;
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
    ExactNetwork exact = ExactNetwork.of(network);
    int[] survivors = mask.indices();
    double[] sum = new double[survivors.length];
    return new Accumulator() {
      @Override
      public void add(Glance glance) {
        double[] w = new double[network.size()];
        for (int i = 0; i < survivors.length; i++) {
          w[survivors[i]] = glance.survivors()[i];
        }
        ExactPass pass = exact.pass(w, glance.batch(), Norms.RUNNING);
        CrossEntropy loss = CrossEntropy.sum(glance.batch().labels());
        double[] squares = pass.squaredGradients(loss.gradient(pass.logits()));
        for (int i = 0; i < survivors.length; i++) {
          sum[i] += squares[survivors[i]];
        }
      }

      @Override
      public double[] sums() {
        return sum;
      }
    };
  }
}
