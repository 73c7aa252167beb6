package io.espalier.train.optimizer;

import io.espalier.train.OptimizerSpec;

/** Moves parameters by their mean gradient; regularisation has been added before. */
public sealed interface Optimizer permits Momentum, Adam, RmsProp {
  /**
   * One step, in place.
   *
   * @param w parameters
   * @param g their gradient
   * @param moments the state, {@link OptimizerSpec.Kind#moments()} vectors as long as {@code w}
   * @param step from 1
   * @param rate learning rate of this step
   */
  void step(float[] w, float[] g, float[][] moments, long step, double rate);

  /** The update rule of a specification. AdamW is Adam here: its decay is decoupled. */
  static Optimizer of(OptimizerSpec spec) {
    return switch (spec.kind()) {
      case SGD -> new Momentum((float) spec.momentum(), false);
      case NESTEROV -> new Momentum((float) spec.momentum(), true);
      case ADAM, ADAMW -> new Adam(spec.beta1(), spec.beta2(), spec.epsilon());
      case RMSPROP -> new RmsProp((float) spec.beta2(), (float) spec.epsilon());
    };
  }
}
