package io.espalier.datasets.split;

import io.espalier.datasets.source.Example;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Counts a partition's records by class and by their key's top bits.
 *
 * <p>1,024 buckets: the driver then has to see about n / 1,024 keys of a class, and a partition
 * sends 8 KiB a class.
 */
record KeyHistogram(int classes, long seed) implements FlatMapFunction<Iterator<Example>, long[]> {
  static final int BITS = 10;
  static final int BUCKETS = 1 << BITS;

  static int bucket(long key) {
    return (int) (key >>> (Long.SIZE - BITS));
  }

  /**
   * One array {@code [classes, buckets]}. Labels out of range are not counted; they are refused
   * later.
   */
  @Override
  public Iterator<long[]> call(Iterator<Example> examples) {
    long[] counts = new long[classes * BUCKETS];
    while (examples.hasNext()) {
      Example e = examples.next();
      if (e.label() >= 0 && e.label() < classes) {
        counts[e.label() * BUCKETS + bucket(Keys.ofSplit(seed, e.identity()))]++;
      }
    }
    return List.of(counts).iterator();
  }
}
