package io.espalier.datasets.source;

import java.util.List;
import java.util.SplittableRandom;

/**
 * One way to write a digit: strokes in the unit square, x to the right, y downwards.
 *
 * @param strokes drawn one after another
 */
record Glyph(List<Stroke> strokes) {
  /** The ways in which each digit is written, digit by digit. */
  static final List<List<Glyph>> DIGITS =
      List.of(
          List.of(
              of(
                  curve(
                      .50, .10, .70, .22, .76, .50, .70, .78, .50, .90, .30, .78, .24, .50, .30,
                      .22, .50, .10)),
              of(
                  curve(
                      .62, .14, .40, .12, .28, .36, .28, .68, .46, .89, .66, .78, .73, .48, .64,
                      .22, .52, .13))),
          List.of(
              of(line(.50, .10, .50, .90)),
              of(line(.34, .28, .54, .10, .54, .90)),
              of(line(.36, .26, .53, .10, .53, .90), line(.34, .90, .72, .90))),
          List.of(
              of(
                  curve(.25, .28, .36, .13, .56, .10, .72, .22, .70, .40, .52, .62, .26, .88),
                  line(.26, .88, .76, .87)),
              of(
                  curve(
                      .27, .24, .46, .10, .68, .18, .68, .40, .48, .66, .32, .82, .26, .88, .24,
                      .76, .40, .76, .58, .88, .78, .84))),
          List.of(
              of(
                  curve(.26, .18, .45, .10, .68, .18, .66, .38, .44, .47),
                  curve(.44, .47, .70, .55, .74, .75, .52, .90, .25, .82)),
              of(
                  line(.27, .12, .70, .12, .46, .42),
                  curve(.46, .42, .70, .50, .74, .74, .54, .90, .26, .82))),
          List.of(
              of(line(.60, .10, .22, .62, .80, .62), line(.60, .10, .60, .90)),
              of(line(.32, .12, .25, .54, .74, .54), line(.66, .14, .62, .90))),
          List.of(
              of(
                  line(.72, .12, .34, .12, .30, .46),
                  curve(.30, .46, .50, .38, .72, .50, .72, .74, .50, .90, .26, .82)),
              of(
                  line(.36, .14, .33, .46),
                  curve(.33, .46, .54, .42, .72, .56, .68, .80, .46, .90, .26, .82),
                  line(.36, .14, .74, .13))),
          List.of(
              of(
                  curve(
                      .66, .12, .42, .28, .28, .56, .32, .82, .52, .90, .72, .78, .68, .58, .48,
                      .52, .30, .66)),
              of(
                  curve(
                      .52, .10, .36, .36, .29, .66, .38, .86, .58, .88, .70, .74, .60, .60, .42,
                      .62, .32, .74))),
          List.of(
              of(line(.24, .13, .76, .13, .44, .90)),
              of(line(.24, .13, .76, .13, .44, .90), line(.36, .50, .68, .50)),
              of(line(.26, .24, .26, .13, .74, .13), curve(.74, .13, .54, .46, .48, .90))),
          List.of(
              of(
                  curve(.50, .10, .68, .20, .64, .38, .50, .48, .36, .38, .32, .20, .50, .10),
                  curve(.50, .48, .72, .60, .72, .80, .50, .90, .28, .80, .28, .60, .50, .48)),
              of(
                  curve(
                      .68, .18, .48, .10, .33, .22, .44, .42, .66, .60, .68, .80, .48, .90, .30,
                      .78, .38, .58, .62, .38, .68, .18))),
          List.of(
              of(
                  curve(.70, .30, .56, .10, .34, .16, .28, .36, .44, .52, .64, .46, .71, .26),
                  curve(.70, .28, .70, .60, .58, .90)),
              of(
                  curve(.68, .22, .48, .10, .30, .24, .36, .48, .58, .48, .69, .24),
                  line(.69, .22, .67, .90))));

  /** Points of a stroke between two control points of a curve; finer than a pixel's width. */
  private static final int STEPS = 5;

  /**
   * A polyline, or a curve through its points.
   *
   * @param points x and y in turn
   */
  record Stroke(boolean curved, double[] points) {
    /** The same stroke by a less steady hand: each point displaced. */
    Stroke jittered(SplittableRandom random, double deviation) {
      double[] moved = new double[points.length];
      for (int i = 0; i < moved.length; i++) {
        moved[i] = points[i] + deviation * bell(random);
      }
      return new Stroke(curved, moved);
    }

    /** As a polyline; a curve by Catmull and Rom's splines. */
    double[] polyline() {
      if (!curved) {
        return points;
      }
      int n = points.length / 2;
      double[] line = new double[2 * ((n - 1) * STEPS + 1)];
      int at = 0;
      for (int i = 0; i < n - 1; i++) {
        for (int s = 0; s < STEPS; s++) {
          double t = (double) s / STEPS;
          line[at++] = spline(i, n, 0, t);
          line[at++] = spline(i, n, 1, t);
        }
      }
      line[at++] = points[2 * n - 2];
      line[at] = points[2 * n - 1];
      return line;
    }

    private double spline(int i, int n, int axis, double t) {
      double a = points[2 * Math.max(0, i - 1) + axis];
      double b = points[2 * i + axis];
      double c = points[2 * (i + 1) + axis];
      double d = points[2 * Math.min(n - 1, i + 2) + axis];
      return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }
  }

  static Stroke line(double... points) {
    return new Stroke(false, points);
  }

  static Stroke curve(double... points) {
    return new Stroke(true, points);
  }

  /** Mean 0, deviation 1, never beyond 3; by additions alone, so the same on every platform. */
  static double bell(SplittableRandom random) {
    return 2 * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
  }

  private static Glyph of(Stroke... strokes) {
    return new Glyph(List.of(strokes));
  }
}
