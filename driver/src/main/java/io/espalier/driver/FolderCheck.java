package io.espalier.driver;

import io.espalier.driver.SweepOptions.Existing;
import io.espalier.driver.fault.Faults;
import io.espalier.driver.run.Lease;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.RunSpec;
import io.espalier.driver.spec.SpecDifferences;
import io.espalier.driver.spec.SpecReader;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Looks, before any work, whether a run may begin or go on in a folder. */
final class FolderCheck {
  private FolderCheck() {}

  /**
   * The run that the folder holds; empty where one can begin.
   *
   * @throws InputException if it is not this run's, or not to be gone on with, or another driver's
   */
  static Optional<RunFolder> of(
      String out, RunSpec spec, SweepOptions options, Configuration hadoop, Faults faults) {
    if (options.existing() == Existing.REFUSE) {
      RunFolder.refuseExisting(out, hadoop);
    }
    Optional<RunFolder> found = RunFolder.existing(out, hadoop, faults);
    found.ifPresent(
        folder -> {
          if (folder.has("config.yaml")) {
            refuseOther(folder, spec);
          }
          if (!finished(folder, options)) {
            folder.refuseHeld(options.clock());
          }
        });
    return found;
  }

  private static void refuseOther(RunFolder folder, RunSpec spec) {
    List<Problem> problems = SpecDifferences.of(folder.path(), spec(folder), spec);
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
  }

  /**
   * The specification that a folder's run was begun with.
   *
   * @throws InputException if it is not there, or damaged
   */
  static RunSpec spec(RunFolder folder, String... sets) {
    if (!folder.has("config.yaml")) {
      throw new InputException(
          folder.path(), "has no config.yaml", "a run folder that a sweep has begun");
    }
    return SpecReader.read(
        new String(folder.read("config.yaml"), StandardCharsets.UTF_8),
        folder.path() + "/config.yaml",
        List.of(sets));
  }

  /** Whether there is nothing left to do. */
  static boolean finished(RunFolder folder, SweepOptions options) {
    return folder.finished()
        && (options.existing() != Existing.RETRY_FAILED
            || folder.result().candidates().stream()
                .noneMatch(c -> FinishedCandidate.failed(c.status())));
  }

  /**
   * A finished run's result, after doing what its driver may have died before: all that is left is
   * to clear its checkpoints away and to leave the exit code.
   */
  static RunResult result(RunFolder folder, SweepOptions options) {
    RunResult result = folder.result();
    if (folder.has("checkpoint") || !folder.has("exit-code")) {
      try (Lease lease = folder.lease(options.clock())) {
        folder.checkpoints(lease).clear();
        folder.writeExitCode(result.exitCode());
      }
    }
    return result;
  }
}
