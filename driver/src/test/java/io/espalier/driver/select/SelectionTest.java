package io.espalier.driver.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Layer;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.select.Selection.Choice;
import io.espalier.driver.spec.CandidateSpec;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.driver.spec.RunSpec.ObjectiveSpec;
import io.espalier.driver.spec.TrainSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
  private static CandidateResult candidate(
      String id, Status status, double sparsity, double accuracy, String control) {
    return candidate(id, status, sparsity, accuracy, control, List.of());
  }

  private static CandidateResult candidate(
      String id,
      Status status,
      double sparsity,
      double accuracy,
      String control,
      List<Layer> layers) {
    return new CandidateResult(
        new CandidateSpec(id, PruneSpec.DEFAULTS, TrainSpec.FINE_TUNE_DEFAULTS, 1, control),
        status,
        "",
        "",
        sparsity,
        sparsity,
        1,
        1,
        accuracy,
        accuracy,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        layers,
        List.of(),
        "",
        "",
        false);
  }

  private static CandidateResult done(String id, double sparsity, double accuracy) {
    return candidate(id, Status.DONE, sparsity, accuracy, "");
  }

  private static CandidateResult dense(double accuracy) {
    return candidate("dense", Status.DONE, 0, accuracy, "dense");
  }

  private static String best(Choice choice) {
    return choice.best().orElseThrow().spec().id();
  }

  private static Choice sparsest(double drop, CandidateResult... candidates) {
    return Selection.best(List.of(candidates), 0.98, new ObjectiveSpec("sparsest", drop, 0));
  }

  private static Choice mostAccurate(double at, CandidateResult... candidates) {
    return Selection.best(List.of(candidates), 0.98, new ObjectiveSpec("most-accurate", 0, at));
  }

  private static Choice knee(CandidateResult... candidates) {
    return Selection.best(List.of(candidates), 0.98, new ObjectiveSpec("knee", 0, 0));
  }

  @Test
  void theFrontHoldsWhatNothingBeatsByGrowingSparsity() {
    assertThat(
            Selection.pareto(
                List.of(
                    done("d", 0.98, 0.90),
                    done("beaten", 0.8, 0.95),
                    done("c", 0.9, 0.97),
                    done("less-accurate", 0.9, 0.96),
                    dense(0.98))))
        .containsExactly("dense", "c", "d");
  }

  @Test
  void equalPointsStandTogether() {
    assertThat(Selection.pareto(List.of(done("b", 0.9, 0.9), done("a", 0.9, 0.9))))
        .containsExactly("a", "b");
  }

  @Test
  void onlyMeasuredCandidatesCount() {
    List<CandidateResult> all = new ArrayList<>();
    for (Status status : Status.values()) {
      all.add(candidate(status.name(), status, 0.5, 0.9, ""));
    }
    all.add(candidate("unmeasured", Status.STOPPED, 0.99, Double.NaN, ""));
    assertThat(Selection.pareto(all)).containsExactly("DONE", "STOPPED");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theFrontAgreesWithASweepLine(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 50; trial++) {
      List<CandidateResult> all = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        all.add(done("c" + i, random.nextInt(6) / 6.0, random.nextInt(6) / 6.0));
      }
      // From the sparsest down, a point is on the front if its accuracy is the best at its
      // sparsity and above all sparser ones.
      List<String> expected = new ArrayList<>();
      double above = -1;
      for (int s = 5; s >= 0; s--) {
        double sparsity = s / 6.0;
        List<CandidateResult> level = all.stream().filter(c -> c.sparsity() == sparsity).toList();
        double top = level.stream().mapToDouble(CandidateResult::accuracy).max().orElse(-1);
        if (top > above) {
          level.stream()
              .filter(c -> c.accuracy() == top)
              .map(c -> c.spec().id())
              .sorted(Comparator.reverseOrder())
              .forEach(id -> expected.add(0, id));
          above = top;
        }
      }
      assertThat(Selection.pareto(all)).isEqualTo(expected);
    }
  }

  @Test
  void sparsestWithinTheDropTheLimitIncluded() {
    // 0.98 - 0.003 is not the double 0.977.
    Choice choice =
        sparsest(0.003, done("a", 0.8, 0.981), done("b", 0.92, 0.977), done("c", 0.95, 0.9769));
    assertThat(best(choice)).isEqualTo("b");
    assertThat(choice.met()).isTrue();
    assertThat(choice.text()).isEqualTo("most sparse within 0.003 of the baseline's accuracy");
  }

  @Test
  void ofEquallySparseTheMoreAccurateThenTheLowerId() {
    assertThat(
            best(sparsest(0.1, done("z", 0.9, 0.95), done("y", 0.9, 0.96), done("x", 0.9, 0.96))))
        .isEqualTo("x");
  }

  @Test
  void whereNoneMeetsTheDropTheNearestIsGiven() {
    Choice choice = sparsest(0.01, done("a", 0.8, 0.95), done("b", 0.9, 0.96), dense(0.98));
    assertThat(best(choice)).isEqualTo("b");
    assertThat(choice.met()).isFalse();
    assertThat(choice.text())
        .isEqualTo(
            "most sparse within 0.01 of the baseline's accuracy; none meets it: the nearest lacks"
                + " 0.01 of accuracy");
  }

  @Test
  void mostAccurateAtASparsity() {
    CandidateResult[] all = {
      done("a", 0.5, 0.98), done("b", 0.9, 0.96), done("c", 0.95, 0.965), done("d", 0.98, 0.95)
    };
    assertThat(best(mostAccurate(0.9, all))).isEqualTo("c");
    assertThat(best(mostAccurate(0, all))).isEqualTo("a");
    Choice missed = mostAccurate(0.99, all);
    assertThat(best(missed)).isEqualTo("d");
    assertThat(missed.met()).isFalse();
    assertThat(missed.text())
        .isEqualTo(
            "most accurate at a sparsity of at least 0.99; none meets it: the nearest lacks 0.01"
                + " of sparsity");
  }

  @Test
  void theRoundingToWholeWeightsIsNoShortfall() {
    // Of 7 weights, 0.9 is 6.3: 6 are pruned, 0.857.
    CandidateResult rounded =
        candidate(
            "a", Status.DONE, 6 / 7.0, 0.9, "", List.of(new Layer("fc", 7, 0.9, 6 / 7.0, "", 1)));
    assertThat(mostAccurate(0.9, rounded).met()).isTrue();
    assertThat(mostAccurate(0.95, rounded).met()).as("6.65 would be 7").isFalse();
  }

  @Test
  void theKneeIsFarthestAboveTheLineBetweenTheEnds() {
    // Scaled: (0, 1), (0.5, 0.9), (0.8, 0.75), (1, 0): heights 0, 0.4, 0.55, 0.
    Choice choice =
        knee(dense(1.0), done("a", 0.5, 0.9), done("b", 0.8, 0.75), done("c", 1.0, 0.0));
    assertThat(best(choice)).isEqualTo("b");
    assertThat(choice.met()).isTrue();
    assertThat(choice.text()).isEqualTo("the knee of the front of sparsity against accuracy");
  }

  @Test
  void theKneeDoesNotDependOnTheAxesUnits() {
    assertThat(
            best(
                knee(
                    done("first", 0.90, 0.970),
                    done("a", 0.95, 0.969),
                    done("b", 0.98, 0.9675),
                    done("last", 1.0, 0.960))))
        .isEqualTo("b");
  }

  @Test
  void withoutThreePointsTheKneeIsTheSparsest() {
    assertThat(best(knee(dense(0.98), done("a", 0.9, 0.97)))).isEqualTo("a");
    assertThat(best(knee(done("a", 0.8, 0.97), done("b", 0.9, 0.96)))).isEqualTo("b");
  }

  @Test
  void aControlIsNeverTheBest() {
    CandidateResult random = candidate("random", Status.DONE, 0.99, 0.99, "random");
    CandidateResult only = done("a", 0.9, 0.97);
    assertThat(best(sparsest(0.5, dense(0.99), random, only))).isEqualTo("a");
    assertThat(best(mostAccurate(0, dense(0.99), random, only))).isEqualTo("a");
    assertThat(best(knee(dense(0.99), random, only))).isEqualTo("a");
  }

  @Test
  void withNothingDoneThereIsNoBest() {
    CandidateResult failed = candidate("a", Status.FAILED, 0.9, 0.99, "");
    for (Choice choice :
        List.of(
            sparsest(0.5, failed, dense(0.9)),
            mostAccurate(0, failed, dense(0.9)),
            knee(failed, dense(0.9)))) {
      assertThat(choice.best()).isEmpty();
      assertThat(choice.met()).isFalse();
    }
    assertThat(sparsest(0.5, failed).text()).endsWith("; none meets it: no candidate was done");
  }

  @Test
  void refusesAnObjectiveItDoesNotKnow() {
    assertThatThrownBy(() -> Selection.best(List.of(), 0.9, new ObjectiveSpec("smallest", 0, 0)))
        .hasMessage("objective smallest");
  }
}
