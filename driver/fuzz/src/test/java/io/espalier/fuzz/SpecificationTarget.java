package io.espalier.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.spec.RunSpec;
import io.espalier.driver.spec.SpecReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A sweep's YAML. */
final class SpecificationTarget implements Target {
  private static final String YAML =
      """
      name: small
      seed: 7
      data: {format: digits, examples: {train: 500, test: 100}, shards: {train: 4, validation: 2, test: 2}}
      model: {zoo: lenet-5}
      train: {epochs: 2, batchSize: 32, optimizer: {kind: sgd, learningRate: 0.1}}
      prune:
        criterion: magnitude-l1
        sparsity: 0.9
        steps: 3
        schedule: iterative
      fineTune: &f {epochs: 1}
      search:
        prune.sparsity: [0.5, 0.9]
      """;

  @Override
  public List<byte[]> seeds() {
    return List.of(
        YAML.getBytes(StandardCharsets.UTF_8),
        "data:\n  format: digits\n".getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean read(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    RunSpec spec = SpecReader.read(text, "sweep.yaml", List.of());
    assertThat(spec.prune().sparsity()).isBetween(0.0, 1.0);
    assertThat(spec.name()).matches("[A-Za-z0-9][A-Za-z0-9._-]*");
    return true;
  }
}
