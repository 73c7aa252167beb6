package io.espalier.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts processes as a user does, in one working folder. */
final class Shell {
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  /**
   * @param folder where they work
   */
  Shell(Path folder) {
    this.folder = folder;
  }

  Shell with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Starts a program whose output goes to {@code NAME.out} and {@code NAME.err}. */
  Process start(String name, List<String> command) throws IOException {
    List<String> all = new ArrayList<>();
    if (Files.exists(Path.of("/usr/bin/env"))) {
      // A shell's background job ignores Ctrl-C, and so would all that it starts.
      all.addAll(List.of("/usr/bin/env", "--default-signal=INT,TERM"));
    }
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .redirectError(folder.resolve(name + ".err").toFile());
    builder.environment().keySet().removeIf(k -> k.startsWith("SPARK_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /**
   * Runs a program to its end.
   *
   * @return what it wrote to standard output
   * @throws IllegalStateException if it fails
   */
  String run(String name, List<String> command) throws IOException, InterruptedException {
    int code = start(name, command).waitFor();
    if (code != 0) {
      throw new IllegalStateException(
          command + " ended with " + code + ": " + Files.readString(folder.resolve(name + ".err")));
    }
    return Files.readString(folder.resolve(name + ".out")).strip();
  }

  /** Whether a process runs; one that has ended and that nobody has asked for yet does not. */
  static boolean alive(long pid) throws IOException {
    Path stat = Path.of("/proc/" + pid + "/stat");
    try {
      return !Files.readString(stat).replaceAll(".*\\) ", "").startsWith("Z");
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Sends a signal.
   *
   * @param name as {@code kill} takes it: {@code KILL}
   */
  static void signal(long pid, String name) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    if (code != 0) {
      throw new IllegalStateException("kill -" + name + " " + pid + " ended with " + code);
    }
  }
}
