package io.espalier.schedule;

import java.io.Serializable;

/**
 * How far one event prunes.
 *
 * @param step from 1
 * @param steps of the whole schedule
 */
public record Amount(Curve curve, int step, int steps) implements Serializable {
  /** Everything at once. */
  public static final Amount ALL = new Amount(new Curve.Linear(), 1, 1);

  /**
   * The sparsity after the event.
   *
   * @param target of the whole schedule, in [0, 1)
   */
  public double of(double target) {
    return curve.sparsity(step, steps, target);
  }
}
