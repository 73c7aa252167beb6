package io.espalier.driver.cli;

import io.espalier.driver.Espalier;
import io.espalier.driver.Preflight;
import io.espalier.driver.spec.RunSpec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The specification that a command works on. */
final class SpecOptions {
  static final String DESCRIPTION =
      "the run's specification; conf/reference.yaml explains every key";

  @Parameters(index = "0", paramLabel = "RUN.yaml", description = DESCRIPTION)
  private String yaml;

  @Mixin private SetOptions sets;

  /** Reads and validates; what can be known to be wrong before Spark starts is found here. */
  RunSpec load() {
    RunSpec spec = Espalier.load(yaml, sets.all());
    Preflight.check(spec, Sessions.hadoop());
    return spec;
  }
}
