package io.espalier.driver.cli;

import io.espalier.driver.Espalier;
import io.espalier.driver.Preflight;
import io.espalier.driver.spec.RunSpec;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The specification that a command works on. */
final class SpecOptions {
  @Parameters(
      index = "0",
      paramLabel = "RUN.yaml",
      description = "the run's specification; conf/reference.yaml explains every key")
  private String yaml;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "overrides a key of the specification; the value is YAML; may be repeated",
        "--set data.path=/data/mnist --set 'search.prune.sparsity=[0.9, 0.95]'",
        "--set trainer=dl4j (or sparse; auto: sparse where it knows all layers)"
      })
  private List<String> sets = List.of();

  /** Reads and validates; what can be known to be wrong before Spark starts is found here. */
  RunSpec load() {
    RunSpec spec = Espalier.load(yaml, sets.toArray(String[]::new));
    Preflight.check(spec, new Configuration());
    return spec;
  }
}
