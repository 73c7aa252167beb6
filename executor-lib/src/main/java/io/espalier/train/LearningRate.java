package io.espalier.train;

import java.io.Serializable;

/**
 * The learning rate's course over a training run, as a factor of the optimizer's {@code
 * learningRate}.
 *
 * @param kind the curve
 * @param floor the last step's factor, in [0, 1]
 */
public record LearningRate(Kind kind, double floor) implements Serializable {
  /** The curves of this version. */
  public enum Kind {
    CONSTANT,
    /** From 1 to the floor in a straight line. */
    LINEAR,
    /** From 1 to the floor along half a cosine. */
    COSINE
  }

  public static final LearningRate DEFAULTS = new LearningRate(Kind.CONSTANT, 1);

  /**
   * Factor at a step.
   *
   * @param step from 0
   * @param steps of the whole run, at least 1
   */
  public double factor(long step, long steps) {
    double t = steps <= 1 ? 0 : Math.min(1, (double) step / (steps - 1));
    return switch (kind) {
      case CONSTANT -> 1;
      case LINEAR -> 1 + (floor - 1) * t;
      case COSINE -> floor + (1 - floor) * 0.5 * (1 + StrictMath.cos(Math.PI * t));
    };
  }
}
