package io.espalier.driver.cli;

import io.espalier.driver.Espalier;
import io.espalier.driver.Overhead;
import io.espalier.driver.SweepOptions;
import io.espalier.driver.bench.Row;
import io.espalier.driver.spec.RunSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Benchmarks. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    header = "Measures, always as a ratio of two things.",
    subcommands = {
      BenchCommand.OverheadCommand.class,
      TimedBench.FineTune.class,
      TimedBench.Dense.class,
      RunBench.Sweep.class,
      TimedBench.Inference.class,
      RunBench.Bytes.class,
      RunBench.Checkpoint.class,
      RoundsBench.class,
      TimedBench.Scaling.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Where a sweep's time goes. */
  @Command(
      name = "overhead",
      mixinStandardHelpOptions = true,
      header = "Says where a sweep's time goes.",
      description = {
        "",
        "Runs a sweep and prints where its executor-core time went, from the first round's start to"
            + " the last evaluation. At most 15%% may be spent outside our own computing.",
        ""
      },
      footer = {
        "",
        "Example:",
        "  espalier bench overhead conf/mnist-lenet-300-100.yaml --json overhead.json"
      })
  static final class OverheadCommand implements Callable<Integer> {
    @Spec private CommandSpec command;
    @Mixin private SpecOptions specification;

    @Option(
        names = "--json",
        paramLabel = "FILE",
        description =
            "writes an array of rows {benchmark, case, ours, reference, unit, ratio}; ratio is ours"
                + " ÷ allowed")
    private Path json;

    @Option(
        names = {"-o", "--out"},
        paramLabel = "FOLDER",
        description = "the sweep's run folder; default: runs/NAME-CONFIGHASH")
    private String out = "";

    @Override
    public Integer call() throws IOException {
      RunSpec spec = specification.load();
      try (Terminal terminal = new Terminal(command.commandLine());
          SparkSession spark = Sessions.start(spec.name())) {
        Overhead o = Espalier.overhead(spark, spec, new SweepOptions(out, terminal));
        print(o);
        if (json != null) {
          Files.writeString(json, Row.json(List.of(o.row())));
        }
        return o.share() <= Overhead.ALLOWED ? 0 : 1;
      }
    }

    private void print(Overhead o) {
      PrintWriter out = command.commandLine().getOut();
      out.printf("%.1f s on %d cores: %.1f core seconds%n", o.wallSeconds(), o.cores(), o.total());
      line(out, "data (making batches)", o.data(), o);
      line(out, "scoring", o.scoring(), o);
      line(out, "fine-tuning", o.fineTuning(), o);
      line(out, "evaluation", o.evaluation(), o);
      line(out, "averaging, all cores waiting", o.averaging(), o);
      line(out, "Spark, waiting and all else", o.spark(), o);
      out.printf(
          "outside our computing: %.1f%%, allowed %.0f%%%n",
          100 * o.share(), 100 * Overhead.ALLOWED);
      out.flush();
    }

    private static void line(PrintWriter out, String what, double seconds, Overhead of) {
      out.printf("  %-30s %8.1f s  %5.1f%%%n", what, seconds, 100 * seconds / of.total());
    }
  }
}
