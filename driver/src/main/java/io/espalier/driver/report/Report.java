package io.espalier.driver.report;

import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;

/** The run's report for a person: one HTML file that needs neither network nor JavaScript. */
public final class Report {
  private Report() {}

  /**
   * Writes {@code report.html} into a run folder, from what is in it.
   *
   * @throws io.espalier.input.InputException if the run did not come to its end, or a file is
   *     damaged
   */
  public static void write(RunFolder folder) {
    folder.writeReport(render(folder.result()));
  }

  /** The page. */
  public static String render(RunResult result) {
    return "<!doctype html><title>" + result.name().replace("<", "&lt;") + "</title>";
  }
}
