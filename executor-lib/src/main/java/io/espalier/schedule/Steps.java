package io.espalier.schedule;

import io.espalier.input.Problem;
import io.espalier.method.Option;
import io.espalier.method.Options;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A number of prune-and-fine-tune steps, the rounds divided evenly among them.
 *
 * @param curve how the sparsity grows
 * @param count at least 1
 */
record Steps(Curve curve, int count) implements Serializable {
  private static final long serialVersionUID = 1;

  /** The options that say so. */
  static List<Option> options(String curve, long steps) {
    return List.of(
        new Option.Choice("curve", curve, Curve.NAMES, "how the sparsity grows from step to step"),
        new Option.Whole("steps", steps, 1, 1_000_000, "prune-and-fine-tune steps"),
        new Option.Numbers(
            "sparsities", List.of(), 0, 1, "the sparsity after each step, instead of a curve"));
  }

  static Steps of(Options options) {
    List<Double> list = options.numbers("sparsities");
    return list.isEmpty()
        ? new Steps(Curve.named(options.choice("curve")), options.whole("steps"))
        : new Steps(new Curve.Custom(list), list.size());
  }

  /** The round that a step begins with. */
  int round(int step, Timeline timeline) {
    return (int) ((long) (step - 1) * timeline.rounds() / count);
  }

  List<Event> prunings(Timeline timeline) {
    List<Event> events = new ArrayList<>();
    for (int step = 1; step <= count; step++) {
      events.add(new Event.Prune(round(step, timeline), new Amount(curve, step, count)));
    }
    return events;
  }

  List<Problem> refuses(Timeline timeline, double sparsity) {
    List<Problem> problems = new ArrayList<>();
    if (count > timeline.rounds()) {
      problems.add(
          new Problem(
              "prune.steps",
              "is " + count + " but fine-tuning has " + timeline.rounds() + " rounds",
              "at most one step a round; raise fineTune.epochs or lower fineTune.averageEvery (now "
                  + timeline.roundBatches()
                  + " batches)"));
    }
    if (curve instanceof Curve.Custom custom && custom.last() != sparsity) {
      problems.add(
          new Problem(
              "prune.schedule",
              "has sparsities that end at " + custom.last(),
              "the last to be prune.sparsity, " + sparsity));
    }
    return problems;
  }
}
