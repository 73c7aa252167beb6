package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.model.Network;

/** A {@link ShadowRule} at work: what happens around each step of a dense training. */
interface Hiding {
  static Hiding of(ShadowRule rule, Network network, Mask mask, ReplicaState start) {
    if (rule instanceof ShadowRule.Recovering) {
      return new Resting(mask, start.values());
    }
    if (rule instanceof ShadowRule.Movement) {
      return new Moving(network, mask, start);
    }
    if (rule instanceof ShadowRule.SparseMomentum momentum) {
      return new Following(network, momentum, start.values());
    }
    return new Splicing(mask, start.values());
  }

  /** The values that the descent begins with. */
  float[] start();

  /** The values that the network computes with. */
  float[] computing(float[] w);

  /**
   * Changes the gradient before a step.
   *
   * @param rate the step's learning rate
   */
  default void steer(float[] w, float[] g, double rate) {}

  /** Changes the values after a step. */
  default void settle(float[] w) {}

  /** The whole state after the last step. */
  default ReplicaState finish(ReplicaState tuned) {
    return tuned;
  }
}
