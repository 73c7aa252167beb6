package io.espalier.schedule;

import java.io.Serializable;

/** How sparse a candidate is after each of its prune-and-fine-tune steps. */
public sealed interface Schedule extends Serializable {
  /**
   * Sparsity to prune to at a step; grows with the step where {@code target >= from}, and is
   * exactly {@code target} at the last.
   *
   * @param step from 1 to {@code steps}
   * @param target share at the end
   * @param from share before the first step
   * @throws IllegalArgumentException if the step is not in {@code [1, steps]}
   */
  double sparsity(int step, int steps, double target, double from);

  /** Everything at the first step. */
  record OneShot() implements Schedule {
    private static final long serialVersionUID = 1;

    @Override
    public double sparsity(int step, int steps, double target, double from) {
      elapsed(step, steps);
      return target;
    }
  }

  /** As much at every step: {@code from + (target - from) · t}, t the share of the steps done. */
  record Linear() implements Schedule {
    private static final long serialVersionUID = 1;

    @Override
    public double sparsity(int step, int steps, double target, double from) {
      double t = elapsed(step, steps);
      return step == steps ? target : from + (target - from) * t;
    }
  }

  /**
   * Much at first, little at last: {@code target + (from - target) · (1 - t)³}, t the share of the
   * steps done.
   *
   * <p>Source: Zhu, Gupta, <i>To prune, or not to prune: exploring the efficacy of pruning for
   * model compression</i>, 2017, arXiv:1710.01878. Their t counts training steps from a first one;
   * ours counts prune-and-fine-tune steps, so that the first already prunes.
   */
  record Cubic() implements Schedule {
    private static final long serialVersionUID = 1;

    @Override
    public double sparsity(int step, int steps, double target, double from) {
      double left = 1 - elapsed(step, steps);
      return step == steps ? target : target + (from - target) * (left * left * left);
    }
  }

  private static double elapsed(int step, int steps) {
    if (!(step >= 1 && step <= steps)) {
      throw new IllegalArgumentException("step " + step + ", expected one in [1, " + steps + "]");
    }
    return (double) step / steps;
  }
}
