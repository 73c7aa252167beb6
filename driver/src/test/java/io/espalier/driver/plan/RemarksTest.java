package io.espalier.driver.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.spec.CandidateGrid;
import io.espalier.driver.spec.RunSpec;
import io.espalier.driver.spec.SpecReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemarksTest {
  private static final String SLIMMING =
      """
      name: slimming
      train: {epochs: 4}
      prune: {criterion: bn-scale, granularity: filter, sparsity: 0.5}
      fineTune: {epochs: 4, batchSize: 10, averageEvery: 5}
      controls: none
      """;

  private static List<String> remarks(boolean known, String... sets) {
    RunSpec spec = SpecReader.read(SLIMMING, "slimming.yaml", List.of(sets));
    return Remarks.of(
        spec, known, CandidateGrid.of(spec).stream().map(c -> CandidatePlan.of(c, 100)).toList());
  }

  @Test
  void scalesThatWereTrainedWithoutTheirPenalty() {
    assertThat(remarks(true))
        .containsExactly(
            "prune.criterion is bn-scale, but train.penalties.bnScale is 0: gammas compare only"
                + " after training with their L1 penalty, such as 1e-4");
    // Its fine-tuning comes too late for the first step.
    assertThat(
            remarks(
                true,
                "fineTune.penalties.bnScale=1e-4",
                "prune.schedule={name: iterative, steps: 2}"))
        .hasSize(1);
    // Two candidates, one remark.
    assertThat(remarks(true, "search={prune.sparsity: [0.5, 0.75]}")).hasSize(1);
  }

  @Test
  void scalesThatPruningFromTheBeginningMeets() {
    assertThat(
            remarks(
                true,
                "train.penalties.bnScale=1e-4",
                "prune.from=init",
                "prune.schedule=soft-filter"))
        .containsExactly(
            "prune.criterion is bn-scale, but prune.from is init and fineTune.penalties.bnScale is"
                + " 0: gammas compare only after training with their L1 penalty, such as 1e-4");
    assertThat(remarks(true, "prune.from=init", "fineTune.penalties.bnScale=1e-4"))
        .containsExactly(
            "prune.criterion is bn-scale, but prune.from is init, so that it prunes before anything"
                + " is trained: gammas compare only after training with their L1 penalty, such as"
                + " 1e-4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train.penalties.bnScale=1e-4",
        "prune.criterion=magnitude-l2",
        "{prune.schedule=soft-filter, prune.from=init, fineTune.penalties.bnScale=1e-4}",
        "{prune.from='epoch:2', train.penalties.bnScale=1e-4}",
        "{prune.schedule=soft-filter, fineTune.penalties.bnScale=1e-4}",
      })
  void whatIsAsPublishedGetsNone(String sets) {
    assertThat(remarks(true, sets.replaceAll("^\\{|}$", "").split(", "))).isEmpty();
  }

  /** Who trained a model elsewhere may well have had the penalty. */
  @Test
  void nothingIsSaidOfATrainingThatIsNotKnown() {
    assertThat(remarks(false)).isEmpty();
    assertThat(remarks(false, "prune.from=init")).hasSize(1);
  }
}
