package io.espalier.statistic;

import java.io.Serializable;

/**
 * Which of the training examples a statistic looks at, and how many at a time. Taken from each
 * shard's beginning, as many from each, so that it does not depend on the number of executors.
 *
 * @param batchSize examples of a batch, from 1
 * @param examples of all shards together, rounded up to as many from each; 0: all
 * @param perClass whether {@code examples} counts each class for itself
 */
public record Sampling(int batchSize, int examples, boolean perClass) implements Serializable {
  public Sampling {
    if (batchSize < 1 || examples < 0 || (perClass && examples == 0)) {
      throw new IllegalArgumentException(
          "batches of " + batchSize + ", " + examples + " examples, per class: " + perClass);
    }
  }

  /** All examples. */
  public static Sampling all(int batchSize) {
    return new Sampling(batchSize, 0, false);
  }

  /** The first ones. */
  public static Sampling first(int examples, int batchSize) {
    return new Sampling(batchSize, examples, false);
  }

  /** The first ones of each class. */
  public static Sampling perClass(int examples, int batchSize) {
    return new Sampling(batchSize, examples, true);
  }

  /** How many a shard contributes, of all classes or of each. */
  public int perShard(int shards) {
    return (examples + shards - 1) / shards;
  }
}
