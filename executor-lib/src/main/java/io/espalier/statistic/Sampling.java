package io.espalier.statistic;

import io.espalier.shard.Batch;
import io.espalier.shard.Batches;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which of the training examples a statistic looks at, and how many at a time. Taken from each
 * shard's beginning, as many from each, so that it does not depend on the number of executors.
 *
 * @param batchSize examples of a batch, from 1
 * @param examples of all shards together, rounded up to as many from each; 0: all
 * @param perClass whether {@code examples} counts each class for itself
 * @param minibatch -1, or which batch of the training's stream it is instead, counted over all
 *     epochs: one a shard
 * @param seed of the training's stream
 */
public record Sampling(int batchSize, int examples, boolean perClass, long minibatch, long seed)
    implements Serializable {
  public Sampling {
    if (batchSize < 1 || examples < 0 || (perClass && examples == 0)) {
      throw new IllegalArgumentException(
          "batches of " + batchSize + ", " + examples + " examples, per class: " + perClass);
    }
  }

  /** All examples. */
  public static Sampling all(int batchSize) {
    return new Sampling(batchSize, 0, false, -1, 0);
  }

  /** The first ones. */
  public static Sampling first(int examples, int batchSize) {
    return new Sampling(batchSize, examples, false, -1, 0);
  }

  /** The first ones of each class. */
  public static Sampling perClass(int examples, int batchSize) {
    return new Sampling(batchSize, examples, true, -1, 0);
  }

  /** One batch of each shard, as a training sees it. */
  public static Sampling minibatch(int batchSize, long minibatch, long seed) {
    return new Sampling(batchSize, 0, false, minibatch, seed);
  }

  /**
   * The examples of one shard.
   *
   * @param shards of the training split, which contribute alike
   */
  public Iterator<Batch> batches(Shard shard, Normalization normalization, int shards) {
    if (minibatch >= 0) {
      return Batches.training(shard, normalization, batchSize, seed, minibatch, 1);
    }
    if (examples == 0) {
      return Batches.inOrder(shard, normalization, batchSize);
    }
    int most = (examples + shards - 1) / shards;
    Map<Integer, Integer> taken = new HashMap<>();
    int[] chosen =
        IntStream.range(0, shard.size())
            .filter(i -> taken.merge(perClass ? shard.labels()[i] : 0, 1, Integer::sum) <= most)
            .toArray();
    return Batches.chosen(shard, normalization, batchSize, chosen);
  }
}
