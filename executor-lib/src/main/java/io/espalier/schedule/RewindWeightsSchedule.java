package io.espalier.schedule;

import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Option;
import io.espalier.method.Options;
import java.util.ArrayList;
import java.util.List;

/**
 * Lottery tickets: after each pruning all values, also biases and batch normalisations, go back to
 * the network's first ones, or to those after an early epoch of the baseline; the optimizer's state
 * and the learning rate's course begin anew with the batches that the baseline saw next; pruned
 * weights stay 0.
 *
 * <p>Source: Frankle, Carbin, <i>The Lottery Ticket Hypothesis</i>, ICLR 2019, arXiv:1803.03635;
 * Frankle, Dziugaite, Roy, Carbin, <i>Linear Mode Connectivity and the Lottery Ticket
 * Hypothesis</i>, ICML 2020, arXiv:1912.05671, for the return to an epoch. Deviations: layers are
 * not given rates of their own unless the candidate's scope does; the learning rate runs its whole
 * course in each step, also after an epoch.
 *
 * @param to {@code init} or {@code epoch:K}
 */
public record RewindWeightsSchedule(Curve curve, int steps, String to) implements Schedule {
  static final Method METHOD =
      new Method(
          Kind.SCHEDULE,
          "rewind-weights",
          "after each pruning the survivors go back to their early values and train anew",
          "Frankle, Carbin: The Lottery Ticket Hypothesis, ICLR 2019; Frankle et al.: Linear Mode"
              + " Connectivity and the Lottery Ticket Hypothesis, ICML 2020",
          List.of(),
          "",
          options());

  private static final long serialVersionUID = 1;

  public RewindWeightsSchedule {
    if (!to.matches("init|epoch:[1-9][0-9]{0,5}")) {
      throw new InputException(
          "prune.schedule", "is rewind-weights to " + to, "init or epoch:K with a K from 1");
    }
  }

  RewindWeightsSchedule(Options options) {
    this(Steps.of(options), options.word("to"));
  }

  private RewindWeightsSchedule(Steps steps, String to) {
    this(steps.curve(), steps.count(), to);
  }

  private static List<Option> options() {
    List<Option> all = new ArrayList<>(Steps.options("exponential", 1));
    all.add(
        new Option.Word(
            "to",
            "init",
            "init|epoch:[1-9][0-9]{0,5}",
            "init or epoch:K",
            "what values go back to: the baseline's first, or those after its epoch K"));
    return all;
  }

  @Override
  public Method method() {
    return METHOD;
  }

  /** A step's values go back once its mask is known: pruning looks at those trained before. */
  @Override
  public List<Event> events(Timeline timeline) {
    List<Event> events = new ArrayList<>();
    for (Event pruning : new Steps(curve, steps).prunings(timeline)) {
      events.add(pruning);
      events.add(new Event.Rewind(pruning.round(), to));
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
