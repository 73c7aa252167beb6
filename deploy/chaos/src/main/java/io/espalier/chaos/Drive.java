package io.espalier.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One driver's process. */
final class Drive {
  private final Process process;
  private final Path out;
  private final Path err;
  private final Path log;

  /**
   * @param out file that its standard output goes to
   * @param err likewise
   * @param log its own log
   */
  Drive(Process process, Path out, Path err, Path log) {
    this.process = process;
    this.out = out;
    this.err = err;
    this.log = log;
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(Await.LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the driver did not end; see " + log);
    }
    return process.exitValue();
  }

  /** Waits until its log has something. */
  void logs(String regex) throws InterruptedException {
    Pattern wanted = Pattern.compile(regex);
    Await.until(regex + " in " + log, () -> here(wanted.matcher(log()).find(), regex));
  }

  /** A driver that has ended does nothing more. */
  boolean here(boolean found, String what) throws IOException {
    if (!found && !process.isAlive()) {
      throw new IllegalStateException(
          "the driver ended with " + process.exitValue() + " before " + what + ": " + err());
    }
    return found;
  }

  void signal(String name) throws IOException, InterruptedException {
    Shell.signal(process.pid(), name);
  }

  /** Waits for its end, but not longer. */
  boolean endsWithin(long time, TimeUnit unit) throws InterruptedException {
    return process.waitFor(time, unit);
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Ends it, if it has not ended. */
  void end() {
    process.destroyForcibly();
  }

  /** Cells that it had computed, those again that were lost among them. */
  long cells() throws IOException {
    long cells = 0;
    Matcher sent =
        Pattern.compile(
                "round \\d+: (\\d+) cells$|again on executor \\S+ \\((\\d+) cells\\)$"
                    + "|second time on executor \\S+ \\((\\d+) cells\\)$",
                Pattern.MULTILINE)
            .matcher(log());
    while (sent.find()) {
      for (int g = 1; g <= sent.groupCount(); g++) {
        cells += sent.group(g) == null ? 0 : Long.parseLong(sent.group(g));
      }
    }
    return cells;
  }

  /** Rounds that it has begun. */
  long rounds() throws IOException {
    return Pattern.compile("round \\d+: \\d+ cells$", Pattern.MULTILINE)
        .matcher(log())
        .results()
        .count();
  }

  String log() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** What it said to the user. */
  String err() throws IOException {
    return Files.readString(out) + Files.readString(err);
  }
}
