package io.espalier.driver.cli;

import io.espalier.driver.Espalier;
import io.espalier.driver.Preflight;
import io.espalier.driver.SweepOptions;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.RunSpec;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a sweep. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    header = "Prunes and fine-tunes a grid of candidates, and selects the best.",
    description = {
      "",
      "Trains or reuses the baseline, prunes and fine-tunes every candidate of the search grid,"
          + " selects the best, and writes the run folder: best.zip (a DL4J model), its mask,"
          + " candidates.csv, summary.json and report.html.",
      "",
      "A sweep that was cut off goes on from its last checkpoint: give the same command again, or"
          + " --resume with its run folder. Candidates that are finished are not computed again,"
          + " and the result has the same bits as an undisturbed one's, on any number of executors."
          + " Other settings or data are refused, key by key; execution.* and budget.* may change.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  espalier sweep conf/quickstart.yaml",
      "  espalier sweep conf/mnist-lenet-300-100.yaml --set data.path=/data/mnist --out runs/mnist",
      "  espalier sweep conf/quickstart.yaml --dry-run",
      "  espalier sweep --resume runs/quickstart-0123456789ab --retry-failed",
      "",
      "Exits with 1 if no candidate meets the objective; the nearest is written all the same."
    })
final class SweepCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUN.yaml",
      description = SpecOptions.DESCRIPTION)
  private String yaml;

  @Mixin private SetOptions sets;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description =
          "the run folder, on any file system that Hadoop reaches; a run that is there goes on;"
              + " default: runs/NAME-CONFIGHASH")
  private String out = "";

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "instead of RUN.yaml and --out: goes on with a run folder by the configuration in it")
  private String resume;

  @Option(
      names = "--retry-failed",
      description = "candidates that failed or were lost begin anew, in a finished run too")
  private boolean retryFailed;

  @Option(
      names = "--dry-run",
      description = "validates everything, reads the data, prints the plan, and trains nothing")
  private boolean dryRun;

  @Override
  public Integer call() {
    Configuration hadoop = Sessions.hadoop();
    RunSpec spec = load(hadoop);
    Terminal terminal = new Terminal(command.commandLine());
    SweepOptions options =
        new SweepOptions(resume == null ? out : resume, terminal)
            .with(retryFailed ? SweepOptions.Existing.RETRY_FAILED : SweepOptions.Existing.RESUME);
    Optional<RunResult> finished =
        dryRun ? Optional.empty() : Preflight.folder(spec, options, hadoop);
    if (finished.isPresent()) {
      terminal.found(finished.get());
      return finished.get().exitCode();
    }
    try (SparkSession spark = Sessions.start(spec.name())) {
      if (dryRun) {
        Espalier.plan(spark, spec, options);
        return 0;
      }
      return Espalier.sweep(spark, spec, options).exitCode();
    } finally {
      terminal.close();
    }
  }

  private RunSpec load(Configuration hadoop) {
    if (resume == null && yaml == null) {
      throw wrong("Missing required parameter: 'RUN.yaml'");
    }
    if (resume != null && (yaml != null || !out.isEmpty())) {
      throw wrong("--resume takes RUN.yaml and --out from the run folder: give it alone");
    }
    RunSpec spec =
        resume == null
            ? Espalier.load(yaml, sets.all())
            : Espalier.begun(resume, hadoop, sets.all());
    Preflight.check(spec, hadoop);
    return spec;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
