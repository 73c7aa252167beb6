package io.espalier.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A standalone cluster of two workers with an executor each, as {@code deploy/cluster} keeps it.
 */
final class SparkCluster extends Servers {
  static final List<String> WORKERS = List.of("worker-1", "worker-2");

  /** A task that waits says so on its executor's standard error. */
  private static final String STALLED = "injected fault: \\S+:stall at";

  /**
   * An executor's process.
   *
   * @param worker its worker's name
   * @param work its folder, with its log
   */
  record Executor(String worker, long pid, String id, Path work) {}

  /**
   * @param script {@code deploy/cluster}
   * @param state its folder
   */
  SparkCluster(Shell shell, String script, Path state) {
    super(shell, script, state);
  }

  void up() throws IOException, InterruptedException {
    up("--workers", "2", "--cores", "1", "--memory", "2g");
    onAHostOfItsOwn(WORKERS.get(1));
  }

  /** As far as Spark can tell, which computes nothing a second time on the same host. */
  private void onAHostOfItsOwn(String worker) throws IOException, InterruptedException {
    Path command = state().resolve(worker + ".command");
    Files.writeString(
        command, Files.readString(command).replace("--host 127.0.0.1", "--host 127.0.0.2"));
    stop(worker);
    restart(worker);
  }

  /**
   * Brings back what is gone, and waits until no application is left and both workers are there.
   */
  void heal() throws IOException, InterruptedException {
    restartGone(Stream.concat(Stream.of("master"), WORKERS.stream()).toList());
    Await.until("two workers and no application", () -> alive() == WORKERS.size() && !busy());
  }

  private int alive() throws IOException {
    Matcher found = Pattern.compile("\"aliveworkers\"\\s*:\\s*(\\d+)").matcher(page());
    return found.find() ? Integer.parseInt(found.group(1)) : 0;
  }

  private boolean busy() throws IOException {
    return !Pattern.compile("\"activeapps\"\\s*:\\s*\\[\\s*]").matcher(page()).find();
  }

  private String page() throws IOException {
    Path port = state().resolve("master.page");
    String at = "http://127.0.0.1:" + Files.readString(port).strip() + "/json/";
    try (var in = URI.create(at).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.net.ConnectException e) {
      return "";
    }
  }

  /** The executors that run now. */
  List<Executor> executors() throws IOException {
    List<Executor> all = new ArrayList<>();
    for (String worker : WORKERS) {
      Optional<ProcessHandle> process = ProcessHandle.of(pid(worker));
      if (process.isPresent()) {
        process.get().children().forEach(p -> executor(worker, p.pid()).ifPresent(all::add));
      }
    }
    return all;
  }

  /** By its command line, which the kernel has in full. */
  private Optional<Executor> executor(String worker, long pid) {
    try {
      String line = Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
      Matcher found = Pattern.compile("--executor-id (\\S+).*--app-id (\\S+)").matcher(line);
      return found.find()
          ? Optional.of(
              new Executor(
                  worker,
                  pid,
                  found.group(1),
                  state()
                      .resolve("work-" + worker.replaceAll(".*-", ""))
                      .resolve(found.group(2))
                      .resolve(found.group(1))))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it has ended in between
    }
  }

  /** Waits for a task that was made to wait, and tells its executor. */
  Executor stalled(Drive drive) throws InterruptedException {
    return Await.found(
        "a task that waits",
        () -> {
          Optional<Executor> found = executors().stream().filter(SparkCluster::stalls).findFirst();
          drive.here(found.isPresent(), "a task waited");
          return found;
        });
  }

  private static boolean stalls(Executor executor) {
    Pattern stalled = Pattern.compile(STALLED);
    try (BufferedReader log = Files.newBufferedReader(executor.work().resolve("stderr"))) {
      return log.lines().anyMatch(l -> stalled.matcher(l).find());
    } catch (IOException | UncheckedIOException e) {
      return false; // not written yet
    }
  }
}
