package io.espalier.train;

import java.io.Serializable;

/**
 * What a training makes small: cross-entropy with the labels, which may be smoothed, and agreement
 * with a teacher.
 *
 * @param smoothing share of each label that is spread evenly over all classes, in {@code [0, 1)}
 * @param temperature divides the scores of student and teacher before they are compared, above 0
 * @param alpha the teacher's share of the loss, in {@code [0, 1]}; 0: there is none
 */
public record Objective(double smoothing, double temperature, double alpha)
    implements Serializable {
  /** Cross-entropy alone. */
  public static final Objective PLAIN = new Objective(0, 4, 0);

  public Objective {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("smoothing " + smoothing + ", expected one in [0, 1)");
    }
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "temperature " + temperature + ", expected a number above 0");
    }
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException("alpha " + alpha + ", expected a number from 0 to 1");
    }
  }

  /** Whether batches must carry a teacher's scores. */
  public boolean taught() {
    return alpha > 0;
  }
}
