package io.espalier.schedule;

import io.espalier.input.Problem;
import io.espalier.method.Option;
import java.util.ArrayList;
import java.util.List;

/**
 * When a network that is sparse from the beginning exchanges weights, and how many: a share of
 * {@code share / 2 · (1 + cos(π · t / T))} at batch t, until batch T.
 */
record Exchanges(int every, double share, double until) {
  static List<Option> options() {
    return List.of(
        new Option.Whole("every", 0L, 0, 1_000_000_000, "batches between exchanges; 0: a round"),
        new Option.Number("share", 0.3, 0, 0.99, "of a layer's survivors that go at first"),
        new Option.Number("until", 0.75, 0, 1, "share of the fine-tuning after which none go"));
  }

  List<Event> events(Timeline timeline, boolean byGradient) {
    List<Event> events = new ArrayList<>();
    events.add(new Event.Scatter(0));
    double end = until * timeline.batches();
    int step = every == 0 ? timeline.roundBatches() : every;
    for (long batch = step; batch < end; batch += step) {
      int round = timeline.roundFrom(batch);
      if (round < timeline.rounds()) {
        double now = share / 2 * (1 + StrictMath.cos(Math.PI * batch / end));
        events.add(new Event.Exchange(round, now, byGradient));
      }
    }
    return events;
  }

  List<Problem> refuses(Schedule schedule, Timeline timeline) {
    if (every > 0 && every < timeline.roundBatches()) {
      return List.of(
          schedule.problem(
              "every " + every + " batches, but a round has " + timeline.roundBatches(),
              "at most one exchange a round; raise every or lower fineTune.averageEvery"));
    }
    if (events(timeline, true).size() < 2) {
      return List.of(
          schedule.problem(
              "which exchanges nothing in " + timeline.rounds() + " rounds",
              "a smaller every, a later until, or a lower fineTune.averageEvery"));
    }
    return List.of();
  }
}
