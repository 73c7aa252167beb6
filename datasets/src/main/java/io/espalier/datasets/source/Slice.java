package io.espalier.datasets.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A stretch of records of one file: what one task reads at a time.
 *
 * @param file its place among the sorted paths
 * @param from first record, from 0
 * @param count records
 */
record Slice(int file, long from, int count) implements Serializable {
  private static final int LARGEST = 4096;

  /** Cuts a file's records. */
  static List<Slice> of(int file, long records) {
    List<Slice> slices = new ArrayList<>();
    for (long from = 0; from < records; from += LARGEST) {
      slices.add(new Slice(file, from, (int) Math.min(LARGEST, records - from)));
    }
    return slices;
  }

  /** Slices as Spark's input, in as many tasks as it likes. */
  static JavaRDD<Slice> distribute(JavaSparkContext sc, List<Slice> slices) {
    return sc.parallelize(
        slices, Math.max(1, Math.min(slices.size(), 4 * sc.defaultParallelism())));
  }
}
