package io.espalier.driver.cli;

import io.espalier.driver.Espalier;
import io.espalier.driver.SweepOptions;
import io.espalier.driver.TrainedBaseline;
import io.espalier.driver.spec.RunSpec;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a baseline. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    header = "Trains the dense baseline.",
    description = {
      "",
      "Trains the dense baseline by parameter averaging over the shards and keeps it in"
          + " baselines/HASH beside the run folder, where a sweep of the same model, training and"
          + " data finds it.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  espalier train conf/mnist-lenet-300-100.yaml --set train.epochs=30"
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private SpecOptions specification;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description = "the run folder beside which baselines are kept; default: runs/NAME-CONFIGHASH")
  private String out = "";

  @Override
  public Integer call() {
    RunSpec spec = specification.load();
    try (Terminal terminal = new Terminal(command.commandLine());
        SparkSession spark = Sessions.start(spec.name())) {
      TrainedBaseline b = Espalier.train(spark, spec, new SweepOptions(out, terminal));
      command
          .commandLine()
          .getOut()
          .printf(
              "baseline %s: accuracy %.4f on validation, %s%n",
              b.folder(),
              b.validation().accuracy(),
              b.reused() ? "reused" : String.format("trained in %.1f s", b.seconds()));
      command.commandLine().getOut().flush();
      return 0;
    }
  }
}
