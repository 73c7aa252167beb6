package io.espalier.driver.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Data sets. */
@Command(
    name = "datasets",
    mixinStandardHelpOptions = true,
    header = "Fetches, describes and stages data sets.",
    commandListHeading = "%nCommands:%n",
    subcommands = {
      DatasetsFetchCommand.class,
      DatasetsDescribeCommand.class,
      DatasetsStageCommand.class
    })
final class DatasetsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
