package io.espalier.driver.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root: without a command it prints its help. */
@Command(
    name = "espalier",
    mixinStandardHelpOptions = true,
    version = "espalier 0.1.0",
    header = "Distributed neural-network pruning on Apache Spark.",
    description = {
      "",
      "Takes data and a model to the best pruned network: trains a baseline, prunes and fine-tunes"
          + " every candidate of a grid over the cluster, and selects the best trade-off of"
          + " sparsity and accuracy.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "A first run, on generated data:",
      "  deploy/espalier sweep conf/quickstart.yaml",
      "Spark's own arguments stand before a --:",
      "  deploy/espalier --master spark://host:7077 -- sweep conf/quickstart.yaml",
      "",
      "Exit codes: 0 done; 1 the run failed, nothing met the objective, or a bench was above its"
          + " limit; 2 a mistake in what was asked for."
    },
    subcommands = {
      SweepCommand.class,
      PlanCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      InspectCommand.class,
      MethodsCommand.class,
      SensitivityCommand.class,
      MeasureCommand.class,
      ReportCommand.class,
      FingerprintCommand.class,
      DatasetsCommand.class,
      BenchCommand.class,
      CommandLine.HelpCommand.class
    })
final class EspalierCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
