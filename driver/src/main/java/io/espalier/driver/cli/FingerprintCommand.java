package io.espalier.driver.cli;

import io.espalier.driver.run.Fingerprint;
import io.espalier.driver.run.RunFolder;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One hash of a run's result. */
@Command(
    name = "fingerprint",
    mixinStandardHelpOptions = true,
    header = "Prints one hash of a run's results.",
    description = {
      "",
      "Prints one hash of all that a run determined: the float bits of every candidate's"
          + " parameters, masks, metrics and counts. Times, hosts and versions are left out. Runs"
          + " with the same seed, configuration and shard counts have the same hash, on any number"
          + " of executors of one CPU model.",
      ""
    },
    footer = {"", "Example:", "  espalier fingerprint runs/quickstart-0123456789ab"})
final class FingerprintCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "RUN", description = "a run folder that a sweep completed")
  private String run;

  @Override
  public Integer call() {
    command.commandLine().getOut().println(Fingerprint.of(RunFolder.open(run, Sessions.hadoop())));
    command.commandLine().getOut().flush();
    return 0;
  }
}
