package io.espalier.statistic;

import java.io.Serializable;
import java.util.List;

/**
 * A statistic of one shard, or of several.
 *
 * @param values added element by element
 * @param examples looked at
 * @param batches looked at
 */
public record Sums(double[] values, long examples, long batches) implements Serializable {
  /**
   * All shards' together.
   *
   * @param shards at least one, in shard order, in which they are added
   */
  public static Sums of(List<Sums> shards) {
    double[] sum = new double[shards.get(0).values().length];
    long examples = 0;
    long batches = 0;
    for (Sums shard : shards) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += shard.values()[i];
      }
      examples += shard.examples();
      batches += shard.batches();
    }
    return new Sums(sum, examples, batches);
  }
}
