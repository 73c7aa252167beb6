package io.espalier.driver.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the scripts of {@code deploy/} as a user does. */
final class Shell {
  /** The repository that this build belongs to. */
  static final Path REPOSITORY =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();

  static final Path JAR = REPOSITORY.resolve("driver/target/espalier.jar");

  /** How a command ended and what it said. */
  record Outcome(int code, String out, String err) {
    @Override
    public String toString() {
      return "exit code " + code + "\n-- out\n" + out + "\n-- err\n" + err;
    }
  }

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  /**
   * A shell without any Spark installed.
   *
   * @param folder where it works; its outputs go there too
   */
  Shell(Path folder) {
    this.folder = folder;
  }

  Shell with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Runs {@code deploy/SCRIPT}. */
  Outcome deploy(String script, String... arguments) throws IOException, InterruptedException {
    return run(REPOSITORY.resolve("deploy").resolve(script), arguments);
  }

  /** Runs a program to its end, at most ten minutes. */
  Outcome run(Path program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(k -> k.matches("(SPARK|ESPALIER|HADOOP|YARN)_.*"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(
          command
              + " did not end\n"
              + new Outcome(-1, Files.readString(out), Files.readString(err)));
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Writes an executable script. */
  static Path script(Path at, String text) throws IOException {
    Files.createDirectories(at.getParent());
    Files.writeString(at, "#!/usr/bin/env bash\n" + text);
    if (!at.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + at + " executable");
    }
    return at;
  }
}
