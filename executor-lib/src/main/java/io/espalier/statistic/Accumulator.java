package io.espalier.statistic;

/** A statistic's sum on its way through one shard's batches, on one thread. */
public interface Accumulator {
  /** Adds one batch; nothing of the glance may be kept. */
  void add(Glance glance);

  /** The sum so far; of every shard equally long, so that sums add up element by element. */
  double[] sums();
}
