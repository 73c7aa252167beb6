package io.espalier.driver.cli;

import io.espalier.driver.Espalier;
import io.espalier.driver.SweepOptions;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.RunSpec;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      ""
    },
    footer = {
      "",
      "Examples:",
      "  espalier sweep conf/quickstart.yaml",
      "  espalier sweep conf/mnist-lenet-300-100.yaml --set data.path=/data/mnist --out runs/mnist",
      "  espalier sweep conf/quickstart.yaml --dry-run",
      "",
      "Exits with 1 if no candidate meets the objective; the nearest is written all the same."
    })
final class SweepCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private SpecOptions specification;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description =
          "the run folder, on any file system that Hadoop reaches; an existing one is refused;"
              + " default: runs/NAME-CONFIGHASH")
  private String out = "";

  @Option(
      names = "--dry-run",
      description = "validates everything, reads the data, prints the plan, and trains nothing")
  private boolean dryRun;

  @Override
  public Integer call() {
    RunSpec spec = specification.load();
    if (!dryRun) {
      RunFolder.refuseExisting(
          out.isEmpty() ? RunFolder.defaultName(spec.name(), spec.configHash()) : out,
          new Configuration());
    }
    Terminal terminal = new Terminal(command.commandLine());
    try (SparkSession spark = Sessions.start(spec.name())) {
      SweepOptions options = new SweepOptions(out, terminal);
      if (dryRun) {
        Espalier.plan(spark, spec, options);
        return 0;
      }
      RunResult result = Espalier.sweep(spark, spec, options);
      return result.exitCode();
    } finally {
      terminal.close();
    }
  }
}
