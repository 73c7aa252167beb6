package io.espalier.driver.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.input.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoursesTest {
  private static final String SHRINKING = "fineTune.optimizer.l2=1e-4";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one-shot",
        "gradual",
        "gsm",
        "dns",
        "{name: rewind-weights, to: 'epoch:4'}",
        "{name: early-bird, window: 1}"
      })
  void whatFitsIsNotRefused(String schedule) {
    assertThat(Courses.problems(Plans.of("prune.schedule=" + schedule, SHRINKING), 4)).isEmpty();
    assertThat(Courses.problems(Plans.of("prune.schedule=gradual", "prune.criterion=movement"), 4))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rigl|prune.scope=erk|prune.schedule is rigl, which is sparse from the beginning, but"
            + " prune.from is trained, expected prune.from: init",
        "set|prune.scope=erk|prune.schedule is set, which is sparse from the beginning, but"
            + " prune.from is trained, expected prune.from: init",
        "soft-filter|prune.from=init|prune.schedule is soft-filter, but prune.granularity is"
            + " weight, expected one of filter, neuron, channel",
        "gsm|prune.criterion=snip|prune.schedule is gsm, but prune.criterion is snip, expected one"
            + " of magnitude-l1, magnitude-l2",
        "gsm|prune.scope=layer|prune.schedule is gsm, but prune.scope is layer, expected"
            + " prune.scope: global",
        "gsm|fineTune.optimizer.l2=0|prune.schedule is gsm, but fineTune.optimizer.l2 is 0, so that"
            + " nothing shrinks, expected an l2 above 0, such as 5e-4",
        "one-shot|prune.criterion=movement|prune.criterion is movement, but prune.schedule is"
            + " one-shot, expected schedule: gradual, since scores grow with fine-tuning",
        "'{name: gradual, end: 1}'|prune.from=init|prune.schedule is gradual, whose last event, at"
            + " share 1.0, comes after the last of 8 rounds, expected an end that leaves rounds to"
            + " recover; or lower fineTune.averageEvery",
        "'{name: iterative, steps: 9}'|prune.from=init|prune.steps is 9 but fine-tuning has 8"
            + " rounds, expected at most one step a round; raise fineTune.epochs or lower"
            + " fineTune.averageEvery (now 5 batches)",
        "early-bird|prune.from=init|prune.schedule is early-bird, which draws 3 masks by share 0.7,"
            + " expected more than its window, 5; raise fineTune.epochs or lower the window",
      })
  void whatDoesNotFitIsRefusedByName(String schedule, String other, String line) {
    List<Problem> problems =
        Courses.problems(Plans.of("prune.schedule=" + schedule, SHRINKING, other), 4);
    assertThat(problems).extracting(Problem::line).containsExactly(line);
  }

  @Test
  void anEpochThatTheBaselineDoesNotHaveIsRefused() {
    CandidatePlan plan = Plans.of("prune.schedule={name: rewind-weights, to: 'epoch:4'}");
    assertThat(Courses.problems(plan, 0))
        .extracting(Problem::line)
        .containsExactly(
            "prune.schedule is rewind-weights, to epoch:4, but the baseline has 0 epochs, expected"
                + " init, or one of the epochs of train");
  }
}
