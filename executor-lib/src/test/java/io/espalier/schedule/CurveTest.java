package io.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveTest {
  @Test
  void linearGoesInEqualSteps() {
    assertThat(new Curve.Linear().sparsity(1, 4, 0.8)).isCloseTo(0.2, within(1e-15));
    assertThat(new Curve.Linear().sparsity(3, 4, 0.8)).isCloseTo(0.6, within(1e-15));
  }

  @Test
  void cubicPrunesMostAtFirst() {
    // 0.8 - 0.8 · (1 - t)³ at t = 1/4, 1/2, 3/4: 0.8 · (1 - 27/64), 0.8 · 7/8, 0.8 · 63/64.
    assertThat(new Curve.Cubic().sparsity(1, 4, 0.8)).isCloseTo(0.4625, within(1e-15));
    assertThat(new Curve.Cubic().sparsity(2, 4, 0.8)).isCloseTo(0.7, within(1e-15));
    assertThat(new Curve.Cubic().sparsity(3, 4, 0.8)).isCloseTo(0.7875, within(1e-15));
  }

  /** Three steps that each leave 0.8 of what they find leave 0.8³. */
  @Test
  void exponentialTakesTheSameShareOfTheSurvivors() {
    double left = 1;
    for (int step = 1; step <= 3; step++) {
      left *= 0.8;
      assertThat(new Curve.Exponential().sparsity(step, 3, 1 - 0.512))
          .isCloseTo(1 - left, within(1e-15));
    }
  }

  @Test
  void aListIsTakenAsItStandsAndScaledForOtherTargets() {
    Curve list = new Curve.Custom(List.of(0.5, 0.75, 0.8));
    assertThat(list.sparsity(1, 3, 0.8)).isEqualTo(0.5);
    assertThat(list.sparsity(2, 3, 0.8)).isEqualTo(0.75);
    assertThat(list.sparsity(1, 3, 0.4)).isCloseTo(0.25, within(1e-15));
    assertThat(list.sparsity(3, 3, 0.4)).isEqualTo(0.4);
  }

  @Test
  void aListMustGrow() {
    assertThatThrownBy(() -> new Curve.Custom(List.of(0.5, 0.5)))
        .hasMessage(
            "prune.schedule has sparsities [0.5, 0.5], expected each above the one before, below 1");
    assertThatThrownBy(() -> new Curve.Custom(List.of(0.5, 1.0))).hasMessageContaining("below 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "cubic", "exponential"})
  void growsAndEndsExactlyAtTheTarget(String name) {
    Curve curve = Curve.named(name);
    for (int steps = 1; steps <= 30; steps++) {
      double before = 0;
      for (int step = 1; step <= steps; step++) {
        double now = curve.sparsity(step, steps, 0.97);
        assertThat(now).isGreaterThan(before);
        before = now;
      }
      assertThat(before).isEqualTo(0.97);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void refusesAStepOutsideOfItsSteps(int step) {
    for (String name : Curve.NAMES) {
      assertThatThrownBy(() -> Curve.named(name).sparsity(step, 4, 0.9))
          .hasMessage("step " + step + ", expected one in [1, 4]");
    }
    Curve list = new Curve.Custom(List.of(0.1, 0.2, 0.3, 0.4));
    assertThatThrownBy(() -> list.sparsity(step, 4, 0.4))
        .hasMessage("step " + step + ", expected one in [1, 4]");
  }

  @Test
  void unknownNamesGetTheNearest() {
    assertThatThrownBy(() -> Curve.named("qubic"))
        .hasMessage(
            "prune.curve is qubic, expected one of [linear, cubic, exponential]; the nearest is"
                + " cubic");
  }
}
