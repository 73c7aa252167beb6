package io.espalier.chaos;

import io.espalier.driver.run.Fingerprint;
import io.espalier.driver.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/** A run folder, the drivers that have worked on it, and what is found wrong with them. */
final class Run {
  private final Shell shell;
  private final Path logs;
  private final Configuration hadoop;
  private final String name;
  private final List<String> launch;
  private final String config;
  private final String folder;
  private final Calm calm;
  private final List<Drive> drives = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final long began = System.nanoTime();

  /**
   * @param launch command up to what is said of Spark
   * @param config the sweep's file
   * @param calm what it must come to
   */
  Run(
      Shell shell,
      Path logs,
      Configuration hadoop,
      String name,
      List<String> launch,
      String config,
      String folder,
      Calm calm) {
    this.shell = shell;
    this.logs = logs;
    this.hadoop = hadoop;
    this.name = name;
    this.launch = List.copyOf(launch);
    this.config = config;
    this.folder = folder;
    this.calm = calm;
  }

  String folder() {
    return folder;
  }

  /** A file in it, where it is on this machine. */
  Path file(String path) {
    return Path.of(folder).resolve(path);
  }

  Calm calm() {
    return calm;
  }

  /**
   * Starts a driver on it.
   *
   * @param options spark-submit's
   */
  Drive drive(String... options) throws IOException {
    return drive(List.of(), List.of(), options);
  }

  /** The same with {@code --retry-failed}, or whatever a sweep takes. */
  Drive drive(List<String> before, List<String> sweep, String... options) throws IOException {
    String drive = name + "-" + drives.size();
    Path log = logs.resolve(drive + ".log");
    List<String> command = new ArrayList<>(before);
    command.addAll(launch);
    command.addAll(List.of("--driver-java-options", "-Despalier.log.file=" + log));
    command.addAll(List.of(options));
    command.addAll(List.of("--", "sweep", config, "--out", folder));
    command.addAll(sweep);
    Process process = shell.start(drive, command);
    Drive started =
        new Drive(process, logs.resolve(drive + ".out"), logs.resolve(drive + ".err"), log);
    drives.add(started);
    return started;
  }

  /** spark-submit's option for faults that the product is asked for. */
  static String faults(String plan) {
    return "--conf=spark.espalier.faults=" + plan;
  }

  /**
   * Lets a cell of a third round wait, once, so that whatever is done then is done in mid-round.
   */
  String midRound() {
    String one = calm.candidates().keySet().iterator().next();
    return faults("train@candidate=" + one + ",round=3,shard=0,attempt=0:stall");
  }

  static String conf(String key, String value) {
    return "--conf=" + key + "=" + value;
  }

  /** Ends the drivers that a fault has left behind. */
  void end() {
    drives.forEach(Drive::end);
  }

  /** Looks at something. */
  Run check(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
    return this;
  }

  /** Waits for a driver's end. */
  Run ends(Drive drive, int... codes) throws InterruptedException, IOException {
    int code = drive.exitCode();
    boolean expected = false;
    for (int c : codes) {
      expected |= c == code;
    }
    return check(expected, "a driver ended with " + code + ": " + drive.err());
  }

  /** Looks for something in a driver's own words. */
  Run says(Drive drive, String regex) throws IOException {
    return check(
        Pattern.compile(regex).matcher(drive.err()).find(),
        "no driver says " + regex + ", but: " + drive.err());
  }

  /** Looks for something in the log of any of the drivers. */
  Run logs(String regex) throws IOException {
    boolean found = false;
    for (Drive drive : drives) {
      found |= Pattern.compile(regex).matcher(drive.log()).find();
    }
    return check(found, "no log has " + regex);
  }

  /** Looks for something in the finished run's report. */
  Run reports(String regex) throws IOException {
    String page = new String(open().read("report.html"), java.nio.charset.StandardCharsets.UTF_8);
    return check(Pattern.compile(regex).matcher(page).find(), "the report does not say " + regex);
  }

  private RunFolder open() {
    return RunFolder.open(folder, hadoop);
  }

  /** The finished run's results against the undisturbed one's. */
  boolean identical() {
    return Fingerprint.of(open()).equals(calm.fingerprint());
  }

  /** Candidates whose results are not the undisturbed run's. */
  List<String> different() {
    List<String> different = new ArrayList<>();
    Folders.candidates(folder, hadoop)
        .forEach(
            (id, result) -> {
              if (!result.equals(calm.candidates().get(id))) {
                different.add(id);
              }
            });
    return different;
  }

  /** What becomes of a driver that gets over a fault, which log and report must name. */
  Trial gotOver(Drive drive, String said) throws InterruptedException, IOException {
    return ends(drive, 0).logs(said).reports(said).trial();
  }

  /** Looks at the finished folder, and counts what all this has cost. */
  Trial trial() throws IOException {
    double seconds = (System.nanoTime() - began) / 1e9;
    if (!problems.isEmpty()) {
      return new Trial(problems, false, 0, 0);
    }
    problems.addAll(Folders.problems(folder, hadoop));
    long cells = 0;
    for (Drive drive : drives) {
      cells += drive.cells();
    }
    return new Trial(
        problems,
        identical(),
        Math.max(0, cells - calm.cells()),
        Math.max(0, seconds - calm.seconds()));
  }
}
