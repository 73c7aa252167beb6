package io.espalier.train;

import java.io.Serializable;

/**
 * How a step moves the parameters.
 *
 * @param kind the update rule
 * @param learningRate at the first step, above 0
 * @param momentum of SGD and Nesterov, in [0, 1)
 * @param beta1 Adam's decay of the first moment, in [0, 1)
 * @param beta2 Adam's and RMSProp's decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, above 0
 * @param l2 adds {@code l2 · w} to a weight's gradient (not to biases), at least 0
 * @param weightDecay AdamW's decoupled decay: {@code w -= lr · weightDecay · w}, at least 0
 */
public record OptimizerSpec(
    Kind kind,
    double learningRate,
    double momentum,
    double beta1,
    double beta2,
    double epsilon,
    double l2,
    double weightDecay)
    implements Serializable {
  /** The update rules. */
  public enum Kind {
    SGD(1),
    NESTEROV(1),
    ADAM(2),
    ADAMW(2),
    RMSPROP(1);

    private final int moments;

    Kind(int moments) {
      this.moments = moments;
    }

    /** Values of state that a parameter carries. */
    public int moments() {
      return moments;
    }
  }

  public static final OptimizerSpec DEFAULTS =
      new OptimizerSpec(Kind.NESTEROV, 0.05, 0.9, 0.9, 0.999, 1e-8, 0, 0);
}
