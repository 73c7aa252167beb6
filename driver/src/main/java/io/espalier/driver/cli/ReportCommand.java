package io.espalier.driver.cli;

import io.espalier.driver.report.Report;
import io.espalier.driver.run.RunFolder;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a run's report again. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    header = "Prints a run again, and writes its report.",
    description = {
      "",
      "Prints a run's table again and rewrites its report.html, from the run folder alone.",
      ""
    },
    footer = {"", "Example:", "  espalier report runs/quickstart-0123456789ab"})
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "RUN", description = "a run folder that a sweep completed")
  private String run;

  @Override
  public Integer call() {
    RunFolder folder = RunFolder.open(run, Sessions.hadoop());
    Report.write(folder);
    command.commandLine().getOut().println(ResultText.of(folder.result()));
    command.commandLine().getOut().flush();
    return 0;
  }
}
