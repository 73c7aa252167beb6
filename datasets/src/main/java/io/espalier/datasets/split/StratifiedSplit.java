package io.espalier.datasets.split;

import io.espalier.datasets.source.Example;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/**
 * Finds the exact cut of validation and test from train, in two passes that never bring all keys to
 * the driver: a histogram of keys, then the keys of the buckets in which a cut falls.
 *
 * @param validationShare of each class's records; 0 where validation is given
 * @param testShare likewise
 */
public record StratifiedSplit(double validationShare, double testShare) {
  /**
   * The rule for these records.
   *
   * @param classes labels are 0 to {@code classes - 1}
   */
  public SplitRule cut(JavaRDD<Example> examples, int classes, long seed) {
    long[] histogram =
        examples
            .mapPartitions(new KeyHistogram(classes, seed))
            .fold(new long[classes * KeyHistogram.BUCKETS], new Add());
    Cut[] cuts = new Cut[2 * classes];
    boolean[] wanted = new boolean[histogram.length];
    for (int c = 0; c < classes; c++) {
      long[] counts = counts(total(histogram, c));
      cuts[2 * c] = cutAfter(histogram, c, counts[0]);
      cuts[2 * c + 1] = cutAfter(histogram, c, counts[0] + counts[1]);
      for (Cut cut : List.of(cuts[2 * c], cuts[2 * c + 1])) {
        if (cut.bucket >= 0) {
          wanted[c * KeyHistogram.BUCKETS + cut.bucket] = true;
        }
      }
    }
    List<List<Rank>> near = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      near.add(new ArrayList<>());
    }
    for (Tuple2<Integer, Rank> t : examples.flatMap(new BoundaryKeys(wanted, seed)).collect()) {
      near.get(t._1()).add(t._2());
    }
    List<Rank> test = new ArrayList<>();
    List<Rank> validation = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      near.get(c).sort(null);
      test.add(cuts[2 * c].first(near.get(c)));
      validation.add(cuts[2 * c + 1].first(near.get(c)));
    }
    return new SplitRule(test, validation, seed);
  }

  /**
   * Numbers for test and validation of a class with {@code total} records: the shares, rounded half
   * up, but one record at least stays in train.
   */
  long[] counts(long total) {
    long spare = Math.max(0, total - 1);
    long test = Math.min(spare, rounded(testShare, total));
    return new long[] {test, Math.min(spare - test, rounded(validationShare, total))};
  }

  /** In decimal, as the share was written: in binary 0.29 of 50 is below 14.5. */
  private static long rounded(double share, long total) {
    return BigDecimal.valueOf(share)
        .multiply(BigDecimal.valueOf(total))
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }

  private static long total(long[] histogram, int c) {
    long sum = 0;
    for (int b = 0; b < KeyHistogram.BUCKETS; b++) {
      sum += histogram[c * KeyHistogram.BUCKETS + b];
    }
    return sum;
  }

  /** The bucket of the first rank that is not among the {@code count} lowest. */
  private static Cut cutAfter(long[] histogram, int c, long count) {
    if (count == 0) {
      return new Cut(-1, 0);
    }
    long below = 0;
    for (int b = 0; b < KeyHistogram.BUCKETS; b++) {
      long here = histogram[c * KeyHistogram.BUCKETS + b];
      if (count < below + here) {
        return new Cut(b, (int) (count - below));
      }
      below += here;
    }
    throw new IllegalStateException("cut after " + count + " of " + below + " records");
  }

  /**
   * Where a cut falls.
   *
   * @param bucket -1: before all records
   * @param skip ranks of the bucket that come before the cut
   */
  private record Cut(int bucket, int skip) {
    Rank first(List<Rank> sorted) {
      if (bucket < 0) {
        return SplitRule.NOTHING;
      }
      int left = skip;
      for (Rank r : sorted) {
        if (KeyHistogram.bucket(r.key()) == bucket && left-- == 0) {
          return r;
        }
      }
      throw new IllegalStateException("the records changed between two passes");
    }
  }

  private record Add() implements Function2<long[], long[], long[]> {
    @Override
    public long[] call(long[] a, long[] b) {
      long[] sum = new long[a.length];
      for (int i = 0; i < sum.length; i++) {
        sum[i] = a[i] + b[i];
      }
      return sum;
    }
  }
}
