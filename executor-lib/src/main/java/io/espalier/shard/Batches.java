package io.espalier.shard;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * Cuts a shard into normalised batches; which examples come when depends on the arguments alone.
 */
public final class Batches implements Iterator<Batch> {
  private final Shard shard;
  private final Normalizer normalizer;
  private final int batchSize;
  private final boolean shuffled;
  private final float[] taught;
  private final long seed;
  private final long end;
  private final int[] examples;
  private long next;
  private long epoch = -1;
  private int[] order;

  private Batches(
      Shard shard,
      Normalization normalization,
      int batchSize,
      boolean shuffled,
      float[] taught,
      long seed,
      long first,
      long count,
      int[] examples) {
    this.shard = shard;
    this.normalizer = new Normalizer(shard, normalization);
    this.batchSize = batchSize;
    this.shuffled = shuffled;
    this.taught = taught;
    this.seed = seed;
    this.next = first;
    this.end = first + count;
    this.examples = examples;
  }

  /** All examples once, in the shard's own order. */
  public static Batches inOrder(Shard shard, Normalization normalization, int batchSize) {
    return new Batches(
        shard,
        normalization,
        batchSize,
        false,
        new float[0],
        0,
        0,
        perEpoch(shard.size(), batchSize),
        null);
  }

  /** The first batches of the shard's own order, at most {@code count}. */
  public static Batches firstInOrder(
      Shard shard, Normalization normalization, int batchSize, int count) {
    return new Batches(
        shard,
        normalization,
        batchSize,
        false,
        new float[0],
        0,
        0,
        Math.min(count, perEpoch(shard.size(), batchSize)),
        null);
  }

  /**
   * Some examples, in the order given.
   *
   * @param examples their places in the shard
   */
  public static Batches chosen(
      Shard shard, Normalization normalization, int batchSize, int[] examples) {
    return new Batches(
        shard,
        normalization,
        batchSize,
        false,
        new float[0],
        0,
        0,
        perEpoch(examples.length, batchSize),
        examples.clone());
  }

  /**
   * A stretch of an endless training stream: epoch after epoch, each in an order of its own, drawn
   * from (seed, shard, epoch), so that all candidates share their batches.
   *
   * @param first the stretch's first batch, counted over all epochs
   * @param count batches in the stretch
   */
  public static Batches training(
      Shard shard, Normalization normalization, int batchSize, long seed, long first, long count) {
    return training(shard, normalization, new float[0], batchSize, seed, first, count);
  }

  /**
   * The same with what a teacher says of each example.
   *
   * @param taught its scores before the softmax, {@code [shard.size(), classes]} row-major, in the
   *     shard's own order; empty: none
   */
  public static Batches training(
      Shard shard,
      Normalization normalization,
      float[] taught,
      int batchSize,
      long seed,
      long first,
      long count) {
    return new Batches(
        shard,
        normalization,
        batchSize,
        true,
        taught,
        seed,
        first,
        shard.size() == 0 ? 0 : count,
        null);
  }

  /** Batches of an epoch; the last may be smaller. */
  public static int perEpoch(int examples, int batchSize) {
    return (examples + batchSize - 1) / batchSize;
  }

  @Override
  public boolean hasNext() {
    return next < end;
  }

  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int all = examples == null ? shard.size() : examples.length;
    int perEpoch = perEpoch(all, batchSize);
    if (order == null || (shuffled && next / perEpoch != epoch)) {
      epoch = next / perEpoch;
      order = order();
    }
    int from = (int) (next % perEpoch) * batchSize;
    int size = Math.min(batchSize, all - from);
    next++;
    int width = shard.shape().size();
    float[] features = new float[size * width];
    int[] labels = new int[size];
    int classes = shard.size() == 0 ? 0 : taught.length / shard.size();
    float[] scores = new float[size * classes];
    for (int i = 0; i < size; i++) {
      int example = order[from + i];
      labels[i] = shard.labels()[example];
      normalizer.row(example, features, i * width);
      System.arraycopy(taught, example * classes, scores, i * classes, classes);
    }
    return new Batch(features, labels, scores);
  }

  private int[] order() {
    if (examples != null) {
      return examples;
    }
    int[] all = new int[shard.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    if (shuffled) {
      SplittableRandom random = new SplittableRandom(Seeds.mix(seed, shard.index(), epoch));
      for (int i = all.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int t = all[i];
        all[i] = all[j];
        all[j] = t;
      }
    }
    return all;
  }
}
