package io.espalier.statistic;

import io.espalier.mask.Mask;
import io.espalier.model.Network;

/**
 * Squares of batches' mean gradients, summed over the batches, one value a survivor. With batches
 * of one example these are the empirical Fisher information's diagonal.
 *
 * @param examples of all shards together; 0: all
 * @param batch examples of a batch; 0: the candidate's own
 */
public record SquaredGradients(int examples, int batch) implements Statistic {
  private static final long serialVersionUID = 1;

  @Override
  public Sampling sampling(int batchSize) {
    return Sampling.first(examples, batch == 0 ? batchSize : batch);
  }

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    double[] sum = new double[mask.survivors(0, mask.size())];
    return new Accumulator() {
      @Override
      public void add(Glance glance) {
        float[] gradient = glance.gradient();
        double examples = glance.batch().size();
        for (int i = 0; i < sum.length; i++) {
          double mean = gradient[i] / examples;
          sum[i] += mean * mean;
        }
      }

      @Override
      public double[] sums() {
        return sum;
      }
    };
  }
}
