package io.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  @Test
  void linearGoesInEqualSteps() {
    Schedule linear = Schedules.named("iterative", "linear");
    assertThat(linear.sparsity(1, 4, 0.9, 0.1)).isCloseTo(0.3, within(1e-15));
    assertThat(linear.sparsity(3, 4, 0.9, 0.1)).isCloseTo(0.7, within(1e-15));
  }

  @Test
  void cubicPrunesMostAtFirst() {
    Schedule cubic = Schedules.named("iterative", "cubic");
    // 0.8 - 0.8 · (1 - t)³ at t = 1/4, 1/2, 3/4: 0.8 · (1 - 27/64), 0.8 · 7/8, 0.8 · 63/64.
    assertThat(cubic.sparsity(1, 4, 0.8, 0)).isCloseTo(0.4625, within(1e-15));
    assertThat(cubic.sparsity(2, 4, 0.8, 0)).isCloseTo(0.7, within(1e-15));
    assertThat(cubic.sparsity(3, 4, 0.8, 0)).isCloseTo(0.7875, within(1e-15));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "cubic"})
  void growsAndEndsExactlyAtTheTarget(String curve) {
    Schedule schedule = Schedules.named("iterative", curve);
    for (int steps = 1; steps <= 30; steps++) {
      double before = 0.05;
      for (int step = 1; step <= steps; step++) {
        double now = schedule.sparsity(step, steps, 0.97, 0.05);
        assertThat(now).isGreaterThan(before);
        before = now;
      }
      assertThat(before).isEqualTo(0.97);
    }
  }

  @Test
  void oneShotIsThereAtOnce() {
    assertThat(Schedules.named("one-shot", "cubic").sparsity(1, 1, 0.9, 0)).isEqualTo(0.9);
    assertThat(Schedules.named("one-shot", "").sparsity(1, 3, 0.9, 0)).isEqualTo(0.9);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void refusesAStepOutsideOfItsSteps(int step) {
    for (Schedule s :
        new Schedule[] {new Schedule.OneShot(), new Schedule.Linear(), new Schedule.Cubic()}) {
      assertThatThrownBy(() -> s.sparsity(step, 4, 0.9, 0))
          .hasMessage("step " + step + ", expected one in [1, 4]");
    }
  }

  @Test
  void unknownNamesGetTheNearest() {
    assertThatThrownBy(() -> Schedules.named("oneshot", "cubic"))
        .hasMessage(
            "prune.schedule is oneshot, expected one of [one-shot, iterative]; the nearest is"
                + " one-shot");
    assertThatThrownBy(() -> Schedules.named("iterative", "qubic"))
        .hasMessage("prune.curve is qubic, expected one of [linear, cubic]; the nearest is cubic");
  }
}
