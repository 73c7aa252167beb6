package io.espalier.criterion;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.statistic.Carried;
import java.util.List;

/**
 * Movement: a weight's score falls where a step would take it towards 0, and rises where it would
 * take it away: {@code S ← S - η · g · w} at every step of fine-tuning, signed, also of weights
 * that are pruned now.
 *
 * <p>Source: Sanh, Wolf, Rush, <i>Movement Pruning: Adaptive Sparsity by Fine-Tuning</i>, NeurIPS
 * 2020, arXiv:2005.07683; the hard form, whose masks are drawn anew at every event. Their
 * deviations from ours are with {@link io.espalier.train.ShadowRule.Movement}, which accumulates
 * the scores. It is for trained networks: from scratch all weights grow.
 */
public record MovementCriterion() implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "movement",
          "whether fine-tuning moves a weight away from 0: the sum of -g · w over all steps",
          "Sanh, Wolf, Rush: Movement Pruning: Adaptive Sparsity by Fine-Tuning, NeurIPS 2020",
          List.of(Need.GRADIENTS, Need.DENSE_STATE),
          "schedule gradual, granularities that leave the network its size",
          List.of());

  private static final long serialVersionUID = 1;

  @Override
  public String name() {
    return METHOD.name();
  }

  /** The state's scores, as they are. */
  @Override
  public double[] weights(Evidence evidence) {
    return evidence.spread(new Carried(), 1);
  }
}
