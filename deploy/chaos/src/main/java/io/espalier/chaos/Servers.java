package io.espalier.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The processes that one of the scripts in {@code deploy/} keeps, each with its pid in a file. */
abstract sealed class Servers permits SparkCluster, Hadoop {
  private final Shell shell;
  private final String script;
  private final Path state;
  private String url;

  /**
   * @param script of {@code deploy/}
   * @param state its folder
   */
  Servers(Shell shell, String script, Path state) {
    this.shell = shell;
    this.script = script;
    this.state = state;
  }

  /** Starts them. */
  void up(String... options) throws IOException, InterruptedException {
    url = run("up", Stream.concat(Stream.of("up"), Stream.of(options)).toList());
  }

  void down() throws IOException, InterruptedException {
    if (url != null) {
      run("down", List.of("down"));
    }
  }

  /** Ends one, by the script. */
  void stop(String server) throws IOException, InterruptedException {
    run("stop", List.of("stop", server));
  }

  /** Brings one back that is gone. */
  void restart(String server) throws IOException, InterruptedException {
    run(server, List.of("start", server));
  }

  /** Brings back those of these that are gone. */
  void restartGone(List<String> servers) throws IOException, InterruptedException {
    for (String server : servers) {
      if (!Shell.alive(pid(server))) {
        restart(server);
      }
    }
  }

  /**
   * @param name for its output, behind the script's
   */
  private String run(String name, List<String> arguments) throws IOException, InterruptedException {
    return shell.run(
        Path.of(script).getFileName() + "-" + name,
        Stream.concat(Stream.of(script), arguments.stream()).toList());
  }

  void signal(String server, String signal) throws IOException, InterruptedException {
    Shell.signal(pid(server), signal);
  }

  long pid(String server) throws IOException {
    return Long.parseLong(Files.readString(state.resolve(server + ".pid")).strip());
  }

  String url() {
    return url;
  }

  /** The script's folder. */
  Path state() {
    return state;
  }
}
