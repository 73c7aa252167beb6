package io.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.input.Problem;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Options;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchedulesTest {
  /** 20 rounds of 5 batches, 10 epochs of 10. */
  private static final Timeline TIME = new Timeline(100, 5, 10);

  private static List<String> names() {
    return Schedules.REGISTRY.names();
  }

  /** Defaults, but two steps where there are steps and a window that ten epochs fill. */
  private static Schedule usual(String name) {
    Map<String, Object> given = new HashMap<>();
    Method method = Schedules.REGISTRY.method(name);
    method
        .options()
        .forEach(
            o -> {
              if (o.name().equals("steps")) {
                given.put("steps", 4L);
              }
            });
    return Schedules.REGISTRY.named(name, Options.of(method, given));
  }

  private static Schedule with(String name, Object... options) {
    Map<String, Object> given = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      given.put((String) options[i], options[i + 1]);
    }
    return Schedules.REGISTRY.named(name, Options.of(Schedules.REGISTRY.method(name), given));
  }

  @Test
  void allOfTheirUsualNames() {
    assertThat(names())
        .containsExactly(
            "one-shot",
            "iterative",
            "gradual",
            "rewind-weights",
            "rewind-lr",
            "gsm",
            "rigl",
            "set",
            "dns",
            "soft-filter",
            "early-bird");
    assertThatThrownBy(() -> Schedules.REGISTRY.named("oneshot"))
        .hasMessageContaining("prune.schedule is oneshot")
        .hasMessageContaining("the nearest is one-shot");
  }

  @ParameterizedTest
  @MethodSource("names")
  void eventsAreInOrderAndWithinTheFineTuning(String name) {
    for (int roundBatches : new int[] {1, 5, 7, 10}) {
      Timeline time = new Timeline(100, roundBatches, 10);
      Schedule schedule = usual(name);
      assertThat(schedule.refuses(time, 0.9)).isEmpty();
      List<Event> events = schedule.events(time);
      assertThat(events).isNotEmpty();
      int before = 0;
      for (Event e : events) {
        assertThat(e.round()).isBetween(before, time.rounds());
        before = e.round();
      }
      assertThat(schedule.method().name()).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatPrunesGrowsAndEndsExactlyAtTheTarget(String name) {
    List<Double> sparsities = new ArrayList<>();
    for (Event e : usual(name).events(TIME)) {
      if (e instanceof Event.Prune p) {
        sparsities.add(p.amount().of(0.93));
      }
    }
    assertThat(sparsities).isSorted().doesNotHaveDuplicates();
    if (!sparsities.isEmpty()) {
      assertThat(sparsities.get(sparsities.size() - 1)).isEqualTo(0.93);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatKeepsADenseStateSaysSo(String name) {
    Schedule schedule = usual(name);
    assertThat(schedule.shadow(0.9, List.of("fc")).isPresent())
        .isEqualTo(schedule.method().needs(Need.DENSE_STATE));
  }

  @Test
  void stepsDivideTheRoundsEvenly() {
    assertThat(with("iterative", "steps", 3L).events(new Timeline(100, 10, 10)))
        .extracting(Event::round)
        .containsExactly(0, 3, 6);
  }

  @Test
  void moreStepsThanRoundsAreRefused() {
    for (String name : List.of("iterative", "rewind-weights", "rewind-lr")) {
      assertThat(with(name, "steps", 21L).refuses(TIME, 0.9))
          .extracting(Problem::line)
          .containsExactly(
              "prune.steps is 21 but fine-tuning has 20 rounds, expected at most one step a round;"
                  + " raise fineTune.epochs or lower fineTune.averageEvery (now 5 batches)");
    }
  }

  @Test
  void aListMustEndAtTheTarget() {
    Schedule list = with("iterative", "sparsities", List.of(0.5, 0.8));
    assertThat(list.refuses(TIME, 0.8)).isEmpty();
    assertThat(list.events(TIME)).extracting(Event::round).containsExactly(0, 10);
    assertThat(list.refuses(TIME, 0.9))
        .extracting(Problem::line)
        .containsExactly(
            "prune.schedule has sparsities that end at 0.8, expected the last to be prune.sparsity,"
                + " 0.9");
  }

  /** Zhu and Gupta: the last event is exactly at the target, and rounds are left after it. */
  @Test
  void gradualEndsAtItsEndAndNotALittleBefore() {
    List<Event> events = with("gradual", "begin", 0.2, "end", 0.75, "every", 4L).events(TIME);
    // Rounds 4 to 15; every fourth after the first, and the last although 15 is none of these.
    assertThat(events).extracting(Event::round).containsExactly(8, 12, 15);
    double left = 1 - 4.0 / 11;
    assertThat(((Event.Prune) events.get(0)).amount().of(0.9))
        .isCloseTo(0.9 * (1 - left * left * left), within(1e-15));
    assertThat(((Event.Prune) events.get(2)).amount().of(0.9)).isEqualTo(0.9);
  }

  @Test
  void gradualThatLeavesNothingToRecoverIsRefused() {
    assertThat(with("gradual", "end", 1.0).refuses(TIME, 0.9))
        .extracting(Problem::line)
        .containsExactly(
            "prune.schedule is gradual, whose last event, at share 1.0, comes after the last of 20"
                + " rounds, expected an end that leaves rounds to recover; or lower"
                + " fineTune.averageEvery");
    assertThat(with("gradual", "begin", 0.5, "end", 0.5).refuses(TIME, 0.9)).hasSize(1);
  }

  @Test
  void rewindingComesAfterEachPruning() {
    assertThat(with("rewind-weights", "steps", 2L, "to", "epoch:1").events(TIME))
        .containsExactly(
            new Event.Prune(0, new Amount(new Curve.Exponential(), 1, 2)),
            new Event.Rewind(0, "epoch:1"),
            new Event.Prune(10, new Amount(new Curve.Exponential(), 2, 2)),
            new Event.Rewind(10, "epoch:1"));
    assertThat(with("rewind-lr", "steps", 2L).events(TIME).get(3)).isEqualTo(new Event.Restart(10));
    assertThatThrownBy(() -> new RewindWeightsSchedule(new Curve.Linear(), 1, "epoch:0"))
        .hasMessageContaining("rewind-weights to epoch:0");
  }

  @Test
  void gsmPrunesWhenItIsOver() {
    assertThat(with("gsm").events(TIME)).containsExactly(new Event.Prune(20, Amount.ALL));
    assertThat(with("gsm", "until", 0.5).events(TIME))
        .containsExactly(new Event.Prune(10, Amount.ALL));
    assertThat(with("gsm", "until", 0.0).refuses(TIME, 0.9)).hasSize(1);
  }

  /** α/2 (1 + cos(π t / T)): 0.3 at first, half of it in the middle, 0 at T. */
  @Test
  void exchangesFallAlongHalfACosine() {
    List<Event> events = with("rigl", "every", 10L, "until", 0.8).events(TIME);
    assertThat(events.get(0)).isEqualTo(new Event.Scatter(0));
    assertThat(events).extracting(Event::round).containsExactly(0, 2, 4, 6, 8, 10, 12, 14);
    Event.Exchange middle = (Event.Exchange) events.get(4);
    assertThat(middle.share()).isCloseTo(0.15, within(1e-15));
    assertThat(middle.byGradient()).isTrue();
    assertThat(((Event.Exchange) with("set").events(TIME).get(1)).byGradient()).isFalse();
    List<Double> shares =
        events.subList(1, events.size()).stream().map(e -> -((Event.Exchange) e).share()).toList();
    assertThat(shares).isSorted();
  }

  @Test
  void oneExchangeARoundAtMost() {
    assertThat(with("rigl", "every", 4L).refuses(TIME, 0.9))
        .extracting(Problem::line)
        .containsExactly(
            "prune.schedule is rigl, every 4 batches, but a round has 5, expected at most one"
                + " exchange a round; raise every or lower fineTune.averageEvery");
    assertThat(with("set", "every", 90L).refuses(TIME, 0.9)).hasSize(1);
    for (String name : List.of("rigl", "set")) {
      assertThat(Schedules.REGISTRY.method(name).needs(Need.INIT)).isTrue();
    }
  }

  @Test
  void dnsSplicesLessAndLessOften() {
    List<Event> events = with("dns", "gamma", 0.1, "power", 2.0, "until", 0.1).events(TIME);
    // (1 + 0.1 · 5)^-2 at the sixth batch.
    assertThat(((Event.Splice) events.get(0)).chance()).isEqualTo(1);
    assertThat(((Event.Splice) events.get(1)).chance()).isCloseTo(1 / 2.25, within(1e-15));
    assertThat(((Event.Splice) events.get(0)).c()).isNaN();
    assertThat(events.get(2)).isEqualTo(new Event.Prune(2, Amount.ALL));
    assertThat(with("dns", "until", 1.0).refuses(TIME, 0.9)).hasSize(1);
    assertThat(with("dns", "until", 0.0).refuses(TIME, 0.9)).hasSize(1);
  }

  @Test
  void softFiltersAreZeroedAfterEveryEpochAndGoneAfterTheLast() {
    List<Event> events = with("soft-filter").events(new Timeline(40, 10, 10));
    assertThat(events)
        .containsExactly(
            new Event.Zero(1),
            new Event.Zero(2),
            new Event.Zero(3),
            new Event.Prune(4, Amount.ALL));
    assertThat(events.get(0).masks()).isFalse();
  }

  @Test
  void earlyBirdDrawsAfterEveryEpoch() {
    List<Event> events = with("early-bird", "window", 2L, "until", 0.4).events(TIME);
    assertThat(events).extracting(Event::round).containsExactly(2, 4, 6, 8);
    assertThat(events)
        .extracting(e -> ((Event.Draw) e).last())
        .containsExactly(false, false, false, true);
    assertThat(with("early-bird", "until", 0.4).refuses(TIME, 0.9))
        .extracting(Problem::line)
        .singleElement()
        .asString()
        .contains("draws 4 masks by share 0.4");
    assertThat(with("early-bird", "until", 1.0).refuses(TIME, 0.9)).hasSize(1);
  }

  @Test
  void aRoundBeginsAtOrAfterABatch() {
    assertThat(TIME.rounds()).isEqualTo(20);
    assertThat(new Timeline(101, 5, 10).rounds()).isEqualTo(21);
    assertThat(TIME.roundFrom(0L)).isZero();
    assertThat(TIME.roundFrom(6L)).isEqualTo(2);
    assertThat(TIME.roundFrom(10L)).isEqualTo(2);
    assertThat(TIME.roundFrom(99L)).isEqualTo(20);
    assertThat(TIME.roundFrom(0.31)).isEqualTo(7);
    assertThat(TIME.roundAfterEpoch(3)).isEqualTo(6);
  }
}
