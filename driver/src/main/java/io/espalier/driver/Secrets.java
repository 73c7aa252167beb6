package io.espalier.driver;

import io.espalier.driver.spec.RunSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps passwords out of what a run writes: its configuration and addresses stand in the run
 * folder, the log and the report.
 */
final class Secrets {
  /** {@code scheme://user:password@}, and the key that stands before it in its line. */
  private static final Pattern IN_ADDRESS =
      Pattern.compile(
          "(?m)^["
              + " \\-]*(?:([\\w.]+):)?.*?\\b[A-Za-z][A-Za-z0-9+.-]*://[^/\\s@:'\"]*:(?![0-9]+/)[^\\s@]+@");

  private Secrets() {}

  /**
   * Refuses addresses with passwords in them, and repeats none.
   *
   * @param folder of the run
   * @throws InputException for each
   */
  static void refuse(RunSpec spec, String folder) {
    List<Problem> problems = new ArrayList<>();
    Matcher found = IN_ADDRESS.matcher(spec.yaml());
    while (found.find()) {
      problems.add(problem(found.group(1) == null ? "a list" : found.group(1)));
    }
    if (IN_ADDRESS.matcher(folder).find()) {
      problems.add(problem("--out"));
    }
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
  }

  private static Problem problem(String key) {
    return new Problem(
        key,
        "has a password in an address, which a run would write down",
        "an address without one, and the credentials among Hadoop's own options");
  }
}
