package io.espalier.train;

import java.io.Serializable;
import java.util.List;

/**
 * How a training treats values that a mask hides, where a method keeps them: its state is dense,
 * while the network that computes has them at exactly 0.
 */
public sealed interface ShadowRule extends Serializable {
  /** Rows of state that a rule carries behind the optimizer's moments. */
  default int rows() {
    return 0;
  }

  /** What is hidden rests: it has no gradient and keeps its value. */
  record Recovering() implements ShadowRule {
    private static final long serialVersionUID = 1;
  }

  /**
   * What is hidden moves along the dense gradient like all else, so that it may outgrow a
   * threshold. Dynamic Network Surgery; see {@link io.espalier.schedule.DnsSchedule}.
   */
  record Splicing() implements ShadowRule {
    private static final long serialVersionUID = 1;
  }

  /** Nothing is hidden: between two prunings everything is trained. */
  record Soft() implements ShadowRule {
    private static final long serialVersionUID = 1;
  }

  /**
   * Nothing is hidden, and at each step the weights with the largest {@code |w · g|} follow the
   * gradient; that of all others is 0, while decay and momentum are for all. Of equal products the
   * higher index follows. Global sparse momentum; see {@link io.espalier.schedule.GsmSchedule}.
   *
   * @param sparsity share of the layers' weights that do not follow, in [0, 1)
   * @param layers whose weights compete; all others follow their gradient
   */
  record SparseMomentum(double sparsity, List<String> layers) implements ShadowRule {
    private static final long serialVersionUID = 1;

    public SparseMomentum {
      layers = List.copyOf(layers);
    }
  }

  /**
   * What is hidden rests, while every weight's score goes against the gradient that the loss has by
   * it: {@code S ← S - η · g · w}, g the dense gradient, signed; η the step's learning rate. S is a
   * row of the state.
   *
   * <p>Source: Sanh, Wolf, Rush, <i>Movement Pruning: Adaptive Sparsity by Fine-Tuning</i>, NeurIPS
   * 2020, arXiv:2005.07683, equation 3 of the straight-through estimator. Deviation: scores take
   * plain steps at the weights' learning rate, where the authors' code has Adam at a rate of its
   * own.
   */
  record Movement() implements ShadowRule {
    private static final long serialVersionUID = 1;

    @Override
    public int rows() {
      return 1;
    }
  }
}
