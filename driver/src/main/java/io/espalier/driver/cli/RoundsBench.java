package io.espalier.driver.cli;

import io.espalier.driver.Espalier;
import io.espalier.driver.Footprints;
import io.espalier.driver.bench.Row;
import io.espalier.driver.spec.RunSpec;
import io.espalier.input.InputException;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether anything piles up on the driver. */
@Command(
    name = "rounds",
    mixinStandardHelpOptions = true,
    header = "Looks for what piles up on the driver over a thousand rounds.",
    description = {
      "",
      "Prints the driver's live heap, threads and open files as a sweep goes on, and compares the"
          + " last with those after the first rounds. Exit code 1 if they grew: the heap by more than"
          + " 4 KiB a round, threads or files by more than 4.",
      ""
    },
    footer = {"", "Example:", "  espalier bench rounds --json rounds.json"})
final class RoundsBench implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private BenchOptions output;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUN.yaml",
      defaultValue = "conf/bench-rounds.yaml",
      description = "the sweep; default: ${DEFAULT-VALUE}")
  private String yaml;

  @Mixin private SetOptions sets;

  @Option(
      names = "--first",
      paramLabel = "N",
      defaultValue = "100",
      description = "rounds before the first look; default: ${DEFAULT-VALUE}")
  private int first;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description = "a new folder for the run; default: a temporary one")
  private Path out;

  @Override
  public Integer call() throws IOException {
    if (first < 1) {
      throw new InputException("--first", "is " + first, "a number from 1");
    }
    RunSpec spec = Espalier.load(yaml, sets.all());
    Path folder = out == null ? Files.createTempDirectory("espalier-bench-") : out;
    PrintWriter print = command.commandLine().getOut();
    try (Terminal terminal = new Terminal(command.commandLine());
        SparkSession spark = Sessions.start("bench")) {
      Footprints footprints = Espalier.footprints(spark, spec, folder.toString(), first, terminal);
      footprints
          .seen()
          .forEach(
              (round, f) ->
                  print.printf(
                      "after %,6d rounds: heap %,d B, %d threads, %d open files%n",
                      round, f.heapBytes(), f.threads(), f.openFiles()));
      List<Row> rows = footprints.rows();
      output.write(rows, print);
      return rows.stream().allMatch(r -> r.ratio() <= 1) ? 0 : 1;
    }
  }
}
