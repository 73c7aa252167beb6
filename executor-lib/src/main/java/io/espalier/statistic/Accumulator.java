package io.espalier.statistic;

import java.util.function.BiConsumer;

/** A statistic's sum on its way through one shard's batches, on one thread. */
public interface Accumulator {
  /** Adds one batch; nothing of the glance may be kept. */
  void add(Glance glance);

  /** The sum so far; of every shard equally long, so that sums add up element by element. */
  double[] sums();

  /**
   * One that adds each batch into an array that begins at 0.
   *
   * @param length of every shard's sums
   * @param adding is given a batch and the sums
   */
  static Accumulator of(int length, BiConsumer<Glance, double[]> adding) {
    double[] sums = new double[length];
    return new Accumulator() {
      @Override
      public void add(Glance glance) {
        adding.accept(glance, sums);
      }

      @Override
      public double[] sums() {
        return sums;
      }
    };
  }
}
