package io.espalier.schedule;

import io.espalier.input.Problem;
import io.espalier.method.Method;
import io.espalier.train.ShadowRule;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** What happens to a candidate at the beginning of which round; a function of its arguments. */
public interface Schedule extends Serializable {
  /** What is known of it. */
  Method method();

  /**
   * All that happens, in order; of one round several.
   *
   * @param timeline that {@link #refuses} has nothing to say against
   */
  List<Event> events(Timeline timeline);

  /**
   * Why it does not fit a fine-tuning; empty if it does.
   *
   * @param sparsity that it is to end at
   */
  default List<Problem> refuses(Timeline timeline, double sparsity) {
    return List.of();
  }

  /**
   * How what is pruned is trained until the last mask; empty where its values are forgotten.
   *
   * @param sparsity that it is to end at
   * @param layers that are pruned
   */
  default Optional<ShadowRule> shadow(double sparsity, List<String> layers) {
    return Optional.empty();
  }

  /** Whether each pruning begins a step, at whose end the network is evaluated. */
  default boolean stepwise() {
    return false;
  }

  /** A refusal by the schedule's name. */
  default Problem problem(String what, String expected) {
    return new Problem("prune.schedule", "is " + method().name() + ", " + what, expected);
  }
}
