package io.espalier.schedule;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Options;
import java.util.ArrayList;
import java.util.List;

/**
 * Learning-rate rewinding: after each pruning the survivors keep their values, while the learning
 * rate runs its whole course again and the optimizer's state begins anew.
 *
 * <p>Source: Renda, Frankle, Carbin, <i>Comparing Rewinding and Fine-tuning in Neural Network
 * Pruning</i>, ICLR 2020, arXiv:2003.02389; they prune 20% of the survivors globally at each step.
 */
public record RewindLrSchedule(Curve curve, int steps) implements Schedule {
  static final Method METHOD =
      new Method(
          Kind.SCHEDULE,
          "rewind-lr",
          "after each pruning the learning rate runs its whole course again",
          "Renda, Frankle, Carbin: Comparing Rewinding and Fine-tuning in Neural Network Pruning,"
              + " ICLR 2020",
          List.of(),
          "",
          Steps.options("exponential", 1));

  private static final long serialVersionUID = 1;

  RewindLrSchedule(Options options) {
    this(Steps.of(options));
  }

  private RewindLrSchedule(Steps steps) {
    this(steps.curve(), steps.count());
  }

  @Override
  public Method method() {
    return METHOD;
  }

  @Override
  public List<Event> events(Timeline timeline) {
    List<Event> events = new ArrayList<>();
    for (Event pruning : new Steps(curve, steps).prunings(timeline)) {
      events.add(pruning);
      events.add(new Event.Restart(pruning.round()));
    }
    return events;
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
