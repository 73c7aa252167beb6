package io.espalier.schedule;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.train.ShadowRule;
import java.util.List;
import java.util.Optional;

/**
 * Global sparse momentum: at every step only the Q weights with the largest {@code |w · g|} follow
 * the gradient, Q as many as are to survive; all others decay, with momentum, towards 0. When that
 * is over they are so small that pruning by magnitude changes nothing.
 *
 * <p>Source: Ding, Ding, Zhou, Guo, Han, Liu, <i>Global Sparse Momentum SGD for Pruning Very Deep
 * Neural Networks</i>, NeurIPS 2019, arXiv:1909.12778, equations 6 to 8; they train with momentum
 * 0.98 or 0.99 and weight decay 1e-4 or 5e-4, without which nothing shrinks. Deviation: replicas
 * choose by their own minibatches, and are averaged.
 *
 * @param until share of the fine-tuning after which weights are pruned; behind it the survivors
 *     fine-tune, which the paper does not do
 */
public record GsmSchedule(double until) implements Schedule {
  static final Method METHOD =
      new Method(
          Kind.SCHEDULE,
          "gsm",
          "only the weights with the largest |w · g| follow the gradient, the others decay",
          "Ding et al.: Global Sparse Momentum SGD for Pruning Very Deep Neural Networks, NeurIPS"
              + " 2019",
          List.of(Need.DENSE_STATE),
          "granularity weight, a magnitude criterion, scope global, an optimizer with l2 and"
              + " momentum",
          List.of(
              new Option.Number(
                  "until", 1.0, 0, 1, "share of the fine-tuning after which weights are pruned")));

  private static final long serialVersionUID = 1;

  GsmSchedule(Options options) {
    this(options.number("until"));
  }

  @Override
  public Method method() {
    return METHOD;
  }

  @Override
  public List<Event> events(Timeline timeline) {
    return List.of(new Event.Prune(timeline.roundFrom(until), Amount.ALL));
  }

  @Override
  public List<Problem> refuses(Timeline timeline, double sparsity) {
    return timeline.roundFrom(until) > 0
        ? List.of()
        : List.of(problem("until share " + until + ", before any round", "an until above 0"));
  }

  @Override
  public Optional<ShadowRule> shadow(double sparsity, List<String> layers) {
    return Optional.of(new ShadowRule.SparseMomentum(sparsity, layers));
  }
}
