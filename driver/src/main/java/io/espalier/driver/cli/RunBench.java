package io.espalier.driver.cli;

import io.espalier.driver.CheckpointShare;
import io.espalier.driver.Comparison;
import io.espalier.driver.Espalier;
import io.espalier.driver.Traffic;
import io.espalier.driver.bench.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A benchmark of whole sweeps. */
abstract class RunBench implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private BenchOptions output;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUN.yaml",
      defaultValue = "conf/bench-sweep.yaml",
      description = "the sweep; default: ${DEFAULT-VALUE}")
  private String yaml;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "overrides a key of the specification; may be repeated")
  private List<String> sets = List.of();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description = "a new folder for the runs; default: a temporary one")
  private Path out;

  abstract List<Row> rows(
      SparkSession spark, List<String> sets, Path folder, Terminal terminal, PrintWriter out);

  String yaml() {
    return yaml;
  }

  /** Whether a row has a limit: its ratio is ours ÷ allowed. */
  boolean limited(Row row) {
    return true;
  }

  /** Whether all figures are within their limits. */
  final boolean holds(List<Row> rows) {
    return rows.stream().filter(this::limited).allMatch(r -> r.ratio() <= 1);
  }

  @Override
  public Integer call() throws IOException {
    Espalier.load(yaml, sets.toArray(String[]::new));
    Path folder = out == null ? java.nio.file.Files.createTempDirectory("espalier-bench-") : out;
    Terminal terminal = new Terminal(command.commandLine());
    try (SparkSession spark = Sessions.start("bench")) {
      PrintWriter print = command.commandLine().getOut();
      List<Row> rows = rows(spark, sets, folder, terminal, print);
      terminal.close();
      output.write(rows, print);
      return holds(rows) ? 0 : 1;
    } finally {
      terminal.close();
    }
  }

  /** The sparse engine against DL4J. */
  @Command(
      name = "sweep",
      mixinStandardHelpOptions = true,
      header = "Times a sweep by the sparse engine against the same by DL4J.",
      description = {
        "",
        "Both start from one baseline; the time is from the first round's start to the last"
            + " candidate's evaluation. Prints how far their candidates' accuracies on the test"
            + " split lie apart. Exit code 1 if that is more than 0.3 points on average, or 1.0 of"
            + " any candidate; the time has no limit.",
        ""
      })
  static final class Sweep extends RunBench {
    @Option(
        names = "--repeats",
        paramLabel = "N",
        defaultValue = "5",
        description = "sweeps of each side, by turns; the median counts; default: ${DEFAULT-VALUE}")
    private int repeats;

    @Override
    List<Row> rows(
        SparkSession spark, List<String> sets, Path folder, Terminal terminal, PrintWriter out) {
      Comparison c =
          Espalier.compareTrainers(
              spark, yaml(), sets, folder.toString(), Math.max(1, repeats), terminal);
      out.printf(
          "%d candidates: sparse %.1f s, dl4j %.1f s; test accuracies differ by %.2f points on"
              + " average and %.2f at most%n",
          c.candidates(),
          c.sparseSeconds(),
          c.dl4jSeconds(),
          100 * c.meanDifference(),
          100 * c.largestDifference());
      return c.rows();
    }

    @Override
    boolean limited(Row row) {
      return !row.unit().equals(Comparison.SECONDS);
    }
  }

  /** What travels. */
  @Command(
      name = "bytes",
      mixinStandardHelpOptions = true,
      header = "Counts the bytes of a round of fine-tuning against what is allowed.",
      description = {
        "",
        "Ours: the serialized broadcasts times executors, and the task results, of a candidate's"
            + " largest round. Allowed: 1.2 x 4 B x survivors x (1 + optimizer values that travel) x"
            + " (executors + shards) + 64 KiB. Exit code 1 if any candidate's are more.",
        ""
      })
  static final class Bytes extends RunBench {
    @Override
    List<Row> rows(
        SparkSession spark, List<String> sets, Path folder, Terminal terminal, PrintWriter out) {
      return Traffic.rows(spark, yaml(), sets, folder.toString(), terminal);
    }
  }

  /** What checkpoints cost. */
  @Command(
      name = "checkpoint",
      mixinStandardHelpOptions = true,
      header = "Says how much of a sweep's time its checkpoints take; at most 5%% are allowed.",
      description = {
        "",
        "The time inside commits, from states in memory to a manifest on the disk of --out, in which"
            + " all cores wait, as a share of the sweep's. Exit code 1 if it is more than allowed.",
        ""
      })
  static final class Checkpoint extends RunBench {
    @Option(
        names = "--repeats",
        paramLabel = "N",
        defaultValue = "3",
        description = "sweeps, of which the median share counts; default: ${DEFAULT-VALUE}")
    private int repeats;

    @Override
    List<Row> rows(
        SparkSession spark, List<String> sets, Path folder, Terminal terminal, PrintWriter out) {
      CheckpointShare share =
          Espalier.checkpointShare(
              spark,
              Espalier.load(yaml(), sets.toArray(String[]::new)),
              folder.toString(),
              Math.max(1, repeats),
              terminal);
      out.printf(
          "%d checkpoints of %s: %.2f s of %.1f s%n",
          share.spent().commits(),
          PlanText.bytes(share.spent().bytes()),
          share.seconds(),
          share.wallSeconds());
      return List.of(share.row());
    }
  }
}
