package io.espalier.driver.bench;

import java.util.Arrays;
import java.util.List;

/**
 * Times sides by turns: all are warmed up first, then each in turn runs a slice, and of each the
 * median of its slices counts. What else the machine does falls on all of them alike.
 *
 * @param batches least batches of a slice
 * @param repeats slices of each side
 * @param warmUpSeconds of each side, at least
 */
public record Slices(int batches, int repeats, double warmUpSeconds) {
  /** A fixed slice of 100 batches, median of 5. */
  public static final Slices DEFAULTS = new Slices(100, 5, 3);

  /** A slice shorter than this would measure the clock and the scheduler. */
  private static final double LEAST_SECONDS = 0.1;

  /** Something that takes time. */
  interface Side extends AutoCloseable {
    /** Takes as many batches, going on where the last call ended. */
    void run(int batches);

    @Override
    default void close() {}
  }

  /** Median seconds a batch, in the order of the sides. */
  double[] seconds(List<? extends Side> sides) {
    int[] sizes = sides.stream().mapToInt(this::warm).toArray();
    double[][] slices = new double[sides.size()][repeats];
    for (int r = 0; r < repeats; r++) {
      for (int s = 0; s < sizes.length; s++) {
        slices[s][r] = seconds(sides.get(s), sizes[s]) / sizes[s];
      }
    }
    return Arrays.stream(slices).mapToDouble(Slices::median).toArray();
  }

  /** The size of its slices. */
  private int warm(Side side) {
    int few = Math.max(1, Math.min(batches, 5));
    double spent = 0;
    double last;
    do {
      last = seconds(side, few);
      spent += last;
    } while (spent < warmUpSeconds);
    return (int) Math.max(batches, Math.ceil(LEAST_SECONDS / (last / few)));
  }

  private static double seconds(Side side, int batches) {
    long start = System.nanoTime();
    side.run(batches);
    return (System.nanoTime() - start) / 1e9;
  }

  /** The middle one; of an even number the mean of the middle two. */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}
