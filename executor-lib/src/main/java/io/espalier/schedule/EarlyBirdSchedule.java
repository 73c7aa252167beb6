package io.espalier.schedule;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Option;
import io.espalier.method.Options;
import java.util.ArrayList;
import java.util.List;

/**
 * Early-bird tickets: after every epoch the mask is drawn that pruning would give; once it differs
 * by less than epsilon from each of the masks before it, the network is pruned, and trains on.
 *
 * <p>Source: You, Li, Xu, Fu, Wang, Chen, Baraniuk, Wang, Lin, <i>Drawing Early-Bird Tickets:
 * Towards More Efficient Training of Deep Networks</i>, ICLR 2020, arXiv:1909.11957, algorithm 1:
 * masks of channels by batch normalisation's scale, epsilon 0.1, a queue of 5. The distance is the
 * share of the prunable weights in which two masks differ. Deviation: at {@code until} the mask is
 * taken even if it has not settled.
 */
public record EarlyBirdSchedule(double epsilon, int window, double until) implements Schedule {
  static final Method METHOD =
      new Method(
          Kind.SCHEDULE,
          "early-bird",
          "prunes as soon as the mask that it would take no longer changes from epoch to epoch",
          "You et al.: Drawing Early-Bird Tickets: Towards More Efficient Training of Deep Networks,"
              + " ICLR 2020",
          List.of(),
          "prune.from init, as published",
          List.of(
              new Option.Number("epsilon", 0.1, 0, 1, "distance below which masks are the same"),
              new Option.Whole("window", 5L, 1, 1000, "earlier masks that it is compared with"),
              new Option.Number(
                  "until", 0.7, 0, 1, "share of the fine-tuning when it is taken in any case")));

  private static final long serialVersionUID = 1;

  EarlyBirdSchedule(Options options) {
    this(options.number("epsilon"), options.whole("window"), options.number("until"));
  }

  @Override
  public Method method() {
    return METHOD;
  }

  @Override
  public List<Event> events(Timeline timeline) {
    int last = timeline.roundFrom(until);
    List<Event> events = new ArrayList<>();
    int before = 0;
    for (int epoch = 1; epoch <= timeline.epochs(); epoch++) {
      int round = timeline.roundAfterEpoch(epoch);
      if (round > before && round < last) {
        events.add(new Event.Draw(round, window, epsilon, false));
        before = round;
      }
    }
    events.add(new Event.Draw(last, window, epsilon, true));
    return events;
  }

  @Override
  public List<Problem> refuses(Timeline timeline, double sparsity) {
    int last = timeline.roundFrom(until);
    if (last >= timeline.rounds()) {
      return List.of(
          problem(
              "whose last mask, at share "
                  + until
                  + ", comes after the last of "
                  + timeline.rounds()
                  + " rounds",
              "an until that leaves rounds to train"));
    }
    int drawn = events(timeline).size();
    if (drawn <= window) {
      return List.of(
          problem(
              "which draws " + drawn + " masks by share " + until,
              "more than its window, " + window + "; raise fineTune.epochs or lower the window"));
    }
    return List.of();
  }
}
