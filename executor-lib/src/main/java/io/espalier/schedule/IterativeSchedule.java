package io.espalier.schedule;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Options;
import java.util.List;

/**
 * Steps of pruning and fine-tuning, after Han, Pool, Tran, Dally, <i>Learning both Weights and
 * Connections for Efficient Neural Networks</i>, NeurIPS 2015, arXiv:1506.02626. The learning rate
 * runs one course over all steps.
 */
public record IterativeSchedule(Curve curve, int steps) implements Schedule {
  static final Method METHOD =
      new Method(
          Kind.SCHEDULE,
          "iterative",
          "prunes a little further at every step, and fine-tunes in between",
          "Han, Pool, Tran, Dally: Learning both Weights and Connections for Efficient Neural"
              + " Networks, NeurIPS 2015",
          List.of(),
          "",
          Steps.options("cubic", 1));

  private static final long serialVersionUID = 1;

  IterativeSchedule(Options options) {
    this(Steps.of(options));
  }

  private IterativeSchedule(Steps steps) {
    this(steps.curve(), steps.count());
  }

  @Override
  public Method method() {
    return METHOD;
  }

  @Override
  public List<Event> events(Timeline timeline) {
    return new Steps(curve, steps).prunings(timeline);
  }

  @Override
  public boolean stepwise() {
    return true;
  }

  @Override
  public List<Problem> refuses(Timeline timeline, double sparsity) {
    return new Steps(curve, steps).refuses(timeline, sparsity);
  }
}
