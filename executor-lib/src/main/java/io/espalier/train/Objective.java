package io.espalier.train;

import java.io.Serializable;

/**
 * What a training makes small: the distance from the labels, which may be smoothed, and
 * disagreement with a teacher.
 *
 * @param kind how probabilities are compared with labels
 * @param smoothing share of each label that is spread evenly over all classes, in {@code [0, 1)}
 * @param temperature divides the scores of student and teacher before they are compared, above 0
 * @param alpha the teacher's share of the loss, in {@code [0, 1]}; 0: there is none
 * @param until share of the training, in {@code (0, 1]}, after which there is no teacher any more
 */
public record Objective(Kind kind, double smoothing, double temperature, double alpha, double until)
    implements Serializable {
  /** Distances from the labels. */
  public enum Kind {
    CROSS_ENTROPY,
    /** Mean squared error of the probabilities. */
    MSE
  }

  /** Cross-entropy alone. */
  public static final Objective PLAIN = new Objective(Kind.CROSS_ENTROPY, 0, 4, 0);

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
    if (!(until > 0 && until <= 1)) {
      throw new IllegalArgumentException("until " + until + ", expected a share in (0, 1]");
    }
    if (kind == Kind.MSE && alpha > 0) {
      throw new IllegalArgumentException("a teacher beside squared error, expected cross-entropy");
    }
  }

  /** With a teacher, if there is one, to the end. */
  public Objective(Kind kind, double smoothing, double temperature, double alpha) {
    this(kind, smoothing, temperature, alpha, 1);
  }

  /** The labels alone. */
  public Objective untaught() {
    return new Objective(kind, smoothing, temperature, 0, until);
  }

  /** Whether batches must carry a teacher's scores. */
  public boolean taught() {
    return alpha > 0;
  }
}
