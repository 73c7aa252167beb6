package io.espalier.statistic;

import io.espalier.mask.Mask;
import io.espalier.model.Network;

/** The loss's gradient summed over all training examples: signed, one value a survivor. */
public record GradientSum() implements Statistic {
  private static final long serialVersionUID = 1;

  @Override
  public Sampling sampling(int batchSize) {
    return Sampling.all(batchSize);
  }

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    double[] sum = new double[mask.survivors(0, mask.size())];
    return new Accumulator() {
      @Override
      public void add(Glance glance) {
        float[] gradient = glance.gradient();
        for (int i = 0; i < sum.length; i++) {
          sum[i] += gradient[i];
        }
      }

      @Override
      public double[] sums() {
        return sum;
      }
    };
  }
}
