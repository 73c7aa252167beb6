package io.espalier.driver.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VariationTest {
  private static List<String> texts(String yaml) {
    List<CandidateSpec> grid = CandidateGrid.of(SpecReader.read(yaml, "sweep.yaml", List.of()));
    Variation variation = new Variation(grid);
    return grid.stream().map(variation::of).toList();
  }

  @Test
  void saysEachCandidatesOwnValuesOfWhatDiffers() {
    assertThat(
            texts(
                """
                controls: none
                search:
                  fineTune.optimizer.l2: [0.0001, 0.0004]
                  prune.from: [init, trained]
                """))
        .containsExactly(
            "prune.from=init fineTune.optimizer.l2=1.0E-4",
            "prune.from=trained fineTune.optimizer.l2=1.0E-4",
            "prune.from=init fineTune.optimizer.l2=4.0E-4",
            "prune.from=trained fineTune.optimizer.l2=4.0E-4");
  }

  @Test
  void saysNothingOfWhatHasAColumn() {
    assertThat(
            texts(
                """
                controls: none
                search:
                  prune.criterion: [snip, magnitude-l1]
                  prune.sparsity: [0.5, 0.9]
                  seed: [1, 2]
                """))
        .containsOnly("");
  }

  @Test
  void saysAMethodsOptions() {
    assertThat(
            texts(
                """
                controls: none
                search:
                  prune.schedule: [one-shot, {name: gradual, end: 0.5}, {name: gradual, end: 0.7}]
                """))
        .satisfiesExactly(
            oneShot -> assertThat(oneShot).doesNotContain("end"),
            half -> assertThat(half).contains("prune.schedule.end=0.5"),
            most -> assertThat(most).contains("prune.schedule.end=0.7"));
  }

  @Test
  void aControlIsNoVariation() {
    assertThat(texts("prune: {schedule: iterative, steps: 4, sparsity: 0.9}")).containsOnly("");
  }
}
