package io.espalier.driver.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * An axis for shares that crowd towards 1: equal steps are equal factors of {@code 1 − share}, so
 * that 98% and 99% lie as far apart as 80% and 90%.
 *
 * @param low share at {@code from}
 * @param high share at {@code to}, above low
 * @param from coordinate
 * @param to coordinate
 */
record TailScale(double low, double high, double from, double to) {
  /** Nearer to 1 than this, shares are drawn as this: its logarithm must be finite. */
  private static final double CEILING = 1 - 1e-4;

  private static final double[] STOPS = {
    0, 0.2, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995, 0.998, 0.999,
    0.9995, 0.9999
  };

  /** A scale over the given shares with a little air at both ends. */
  static TailScale over(List<Double> shares, double from, double to) {
    double min = shares.stream().mapToDouble(TailScale::depth).min().orElse(0);
    double max = shares.stream().mapToDouble(TailScale::depth).max().orElse(1);
    double air = Math.max(0.06 * (max - min), 0.01);
    return new TailScale(share(Math.max(0, min - air)), share(max + air), from, to);
  }

  /** Where a share lies; outside of the scale at its nearer end. */
  double at(double share) {
    double t = (depth(share) - depth(low)) / (depth(high) - depth(low));
    return from + Math.min(1, Math.max(0, t)) * (to - from);
  }

  /**
   * Shares to mark, ascending, whose labels do not touch.
   *
   * @param room that a label takes along the axis
   */
  List<Double> ticks(ToDoubleFunction<Double> room) {
    List<Double> stops = new ArrayList<>();
    for (double s : STOPS) {
      stops.add(s);
    }
    List<Double> ticks = apart(stops, room);
    if (ticks.size() >= 4) {
      return ticks;
    }
    double step = Math.pow(10, Math.floor(Math.log10((high - low) / 3)));
    step *= (high - low) / step > 12 ? 5 : (high - low) / step > 6 ? 2 : 1;
    List<Double> even = new ArrayList<>();
    for (long k = (long) Math.ceil(low / step); k * step <= high; k++) {
      even.add(k * step);
    }
    return apart(even, room);
  }

  private List<Double> apart(List<Double> stops, ToDoubleFunction<Double> room) {
    List<Double> kept = new ArrayList<>();
    double end = Double.NEGATIVE_INFINITY;
    for (double s : stops) {
      double place = Math.abs(at(s) - from);
      double half = room.applyAsDouble(s) / 2;
      if (s >= low && s <= high && place - half >= end) {
        kept.add(s);
        end = place + half;
      }
    }
    return kept;
  }

  private static double depth(double share) {
    return -Math.log10(1 - Math.min(CEILING, share));
  }

  private static double share(double depth) {
    return 1 - Math.pow(10, -depth);
  }
}
