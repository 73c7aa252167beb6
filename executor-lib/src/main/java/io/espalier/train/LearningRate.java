package io.espalier.train;

import java.io.Serializable;
import java.util.List;

/**
 * The learning rate's course over a training run, as a factor of the optimizer's {@code
 * learningRate}: a curve, before which the rate may warm up.
 *
 * @param kind the curve
 * @param floor the last step's factor, in [0, 1]: of linear, cosine and one-cycle
 * @param warmUp share of the steps, in [0, 1), over which the factor rises from 0 to the curve's
 *     first in a straight line; curves but {@code step} begin behind it
 * @param milestones shares of all steps, each in (0, 1), at which {@code step} goes down
 * @param drop what {@code step} multiplies by at each milestone, in (0, 1]
 * @param peakAt share of one-cycle's steps at which it is at 1, in (0, 1)
 * @param start one-cycle's first factor, in (0, 1]
 */
public record LearningRate(
    Kind kind,
    double floor,
    double warmUp,
    List<Double> milestones,
    double drop,
    double peakAt,
    double start)
    implements Serializable {
  /** The curves. */
  public enum Kind {
    CONSTANT,
    /** From 1 to the floor in a straight line. */
    LINEAR,
    /** Down at each milestone, as ResNets are trained. */
    STEP,
    /** From 1 to the floor along half a cosine: Loshchilov &amp; Hutter, 2017, no restarts. */
    COSINE,
    /**
     * Up to 1 and down to the floor, both in a straight line: Smith &amp; Topin, 2018. The momentum
     * stays, and the descent goes to the floor at once rather than in two slopes.
     */
    ONE_CYCLE
  }

  public static final LearningRate DEFAULTS = new LearningRate(Kind.CONSTANT, 1);

  public LearningRate {
    milestones = List.copyOf(milestones);
  }

  /** A curve with all that is not said here at its default. */
  public LearningRate(Kind kind, double floor) {
    this(kind, floor, 0, List.of(0.5, 0.75), 0.1, 0.3, 0.1);
  }

  /**
   * Factor at a step; depends on the arguments alone.
   *
   * @param step from 0; behind the last it is as at the last
   * @param steps of the whole run, at least 1
   */
  public double factor(long step, long steps) {
    long warm = Math.round(warmUp * steps);
    if (step < warm) {
      return curve(0, 0, steps) * step / warm;
    }
    long last = steps - 1 - warm;
    return curve(last <= 0 ? 0 : Math.min(1, (double) (step - warm) / last), step, steps);
  }

  /**
   * @param t 0 at the curve's first step, 1 at its last
   */
  private double curve(double t, long step, long steps) {
    return switch (kind) {
      case CONSTANT -> 1;
      case LINEAR -> 1 + (floor - 1) * t;
      case STEP -> dropped(step, steps);
      case COSINE -> floor + (1 - floor) * 0.5 * (1 + StrictMath.cos(Math.PI * t));
      case ONE_CYCLE ->
          t < peakAt
              ? start + (1 - start) * t / peakAt
              : 1 + (floor - 1) * (t - peakAt) / (1 - peakAt);
    };
  }

  private double dropped(long step, long steps) {
    double factor = 1;
    for (double milestone : milestones) {
      factor *= step >= Math.round(milestone * steps) ? drop : 1;
    }
    return factor;
  }
}
