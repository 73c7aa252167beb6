package io.espalier.driver.plan;

import io.espalier.driver.spec.CandidateGrid;
import io.espalier.driver.spec.SpecReader;
import java.util.List;

/** Plans of made-up candidates, without data. */
public final class Plans {
  private static final String YAML =
      """
      name: made-up
      data: {format: digits}
      model: {zoo: lenet-300-100}
      train: {epochs: 4}
      prune: {sparsity: 0.5}
      fineTune: {epochs: 4, batchSize: 10, averageEvery: 5}
      controls: none
      """;

  private Plans() {}

  /** The only candidate of a configuration: 8 rounds of 5 batches, 4 epochs of 10. */
  public static CandidatePlan of(String... sets) {
    return CandidatePlan.of(
        CandidateGrid.of(SpecReader.read(YAML, "made-up.yaml", List.of(sets))).get(0), 100);
  }
}
