package io.espalier.driver.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Overrides of a specification. */
final class SetOptions {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "overrides a key of the specification; the value is YAML; may be repeated",
        "--set data.path=/data/mnist --set 'search.prune.sparsity=[0.9, 0.95]'",
        "--set trainer=dl4j (or sparse; auto: sparse where it knows all layers)"
      })
  private List<String> sets = List.of();

  String[] all() {
    return sets.toArray(String[]::new);
  }
}
