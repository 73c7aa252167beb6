package io.espalier.schedule;

import io.espalier.input.InputException;
import io.espalier.input.Nearest;
import java.io.Serializable;
import java.util.List;

/** How the sparsity grows to its target over a number of steps. */
public sealed interface Curve extends Serializable {
  /**
   * The sparsity after a step; grows with the step, and is exactly the target at the last.
   *
   * @param step from 1 to {@code steps}
   * @param target in [0, 1)
   * @throws IllegalArgumentException if the step is not in {@code [1, steps]}
   */
  double sparsity(int step, int steps, double target);

  /** As much at every step: {@code target · t}, t the share of the steps done. */
  record Linear() implements Curve {
    private static final long serialVersionUID = 1;

    @Override
    public double sparsity(int step, int steps, double target) {
      double t = elapsed(step, steps);
      return step == steps ? target : target * t;
    }
  }

  /**
   * Much at first, little at last: {@code target - target · (1 - t)³}, t the share of the steps
   * done.
   *
   * <p>Source: Zhu, Gupta, <i>To prune, or not to prune: exploring the efficacy of pruning for
   * model compression</i>, 2017, arXiv:1710.01878, equation 1 with an initial sparsity of 0. Their
   * t counts training steps from a first one, which prunes nothing; ours counts steps of pruning,
   * so that the first already prunes.
   */
  record Cubic() implements Curve {
    private static final long serialVersionUID = 1;

    @Override
    public double sparsity(int step, int steps, double target) {
      double left = 1 - elapsed(step, steps);
      return step == steps ? target : target - target * (left * left * left);
    }
  }

  /** The same share of the survivors at every step: {@code 1 - (1 - target)^t}. */
  record Exponential() implements Curve {
    private static final long serialVersionUID = 1;

    @Override
    public double sparsity(int step, int steps, double target) {
      double t = elapsed(step, steps);
      return step == steps ? target : 1 - StrictMath.pow(1 - target, t);
    }
  }

  /**
   * A list.
   *
   * @param sparsities one a step, each above the one before, in (0, 1); a target that is not the
   *     last, such as a layer's own, is gone towards in proportion
   */
  record Custom(List<Double> sparsities) implements Curve {
    private static final long serialVersionUID = 1;

    public Custom {
      sparsities = List.copyOf(sparsities);
      double before = 0;
      for (double s : sparsities) {
        if (!(s > before && s < 1)) {
          throw new InputException(
              "prune.schedule",
              "has sparsities " + sparsities,
              "each above the one before, below 1");
        }
        before = s;
      }
    }

    /** Where the list ends. */
    public double last() {
      return sparsities.get(sparsities.size() - 1);
    }

    @Override
    public double sparsity(int step, int steps, double target) {
      elapsed(step, sparsities.size());
      double now = sparsities.get(step - 1);
      return step == sparsities.size() ? target : target * (now / last());
    }
  }

  /** The names of the curves that need no list. */
  List<String> NAMES = List.of("linear", "cubic", "exponential");

  /**
   * One of {@link #NAMES}.
   *
   * @throws InputException for an unknown name, with the nearest known one
   */
  static Curve named(String name) {
    return switch (name) {
      case "linear" -> new Linear();
      case "cubic" -> new Cubic();
      case "exponential" -> new Exponential();
      default ->
          throw new InputException(
              "prune.curve",
              "is " + name,
              "one of " + NAMES + "; the nearest is " + Nearest.to(name, NAMES));
    };
  }

  private static double elapsed(int step, int steps) {
    if (!(step >= 1 && step <= steps)) {
      throw new IllegalArgumentException("step " + step + ", expected one in [1, " + steps + "]");
    }
    return (double) step / steps;
  }
}
