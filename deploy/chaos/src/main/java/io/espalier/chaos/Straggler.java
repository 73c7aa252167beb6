package io.espalier.chaos;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An executor that is slow beyond measure, yet comes to its end: none but it has work left. */
final class Straggler {
  private static final int ROUNDS = 2;

  /** Until a driver takes notice. */
  private static final Duration WAITED_FOR = Duration.ofSeconds(4);

  private Straggler() {}

  static List<Trial> trials(Bench bench, String name) throws Exception {
    Run run = bench.onCluster(name);
    int port = freePort();
    Drive drive = run.drive(Run.conf("spark.ui.port", Integer.toString(port)));
    drive.logs("round 2: ");
    for (int struck = 0, tried = 0; struck < ROUNDS; tried++) {
      List<SparkCluster.Executor> executors = bench.cluster().executors();
      SparkCluster.Executor slow = executors.get(tried % executors.size());
      Shell.signal(slow.pid(), "STOP");
      try {
        struck += waited(drive, port) ? 1 : 0;
      } finally {
        Shell.signal(slow.pid(), "CONT");
      }
    }
    return List.of(run.ends(drive, 0).reports("a straggler: the median task took").trial());
  }

  /** Whether all wait for it until that is noticed; rounds go on where it had nothing to do. */
  private static boolean waited(Drive drive, int port) throws InterruptedException, IOException {
    long rounds = drive.rounds();
    AtomicLong since = new AtomicLong(System.nanoTime());
    return Await.found(
        "all wait for the straggler, or none",
        () -> {
          if (!waits(port)) {
            since.set(System.nanoTime());
          }
          boolean noticed = System.nanoTime() - since.get() > WAITED_FOR.toNanos();
          boolean passedBy = drive.rounds() > rounds + 1;
          drive.here(noticed || passedBy, "it was waited for");
          return noticed || passedBy ? Optional.of(noticed) : Optional.empty();
        });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Whether one task is under way and no other is left to begin. */
  private static boolean waits(int port) throws IOException {
    String stages = get("http://127.0.0.1:" + port + "/api/v1/applications");
    Matcher id = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"").matcher(stages);
    if (!id.find()) {
      return false;
    }
    String active =
        get(
            "http://127.0.0.1:"
                + port
                + "/api/v1/applications/"
                + id.group(1)
                + "/stages?status=active");
    return number(active, "numActiveTasks") == 1
        && number(active, "numTasks") == 1 + number(active, "numCompleteTasks");
  }

  private static int number(String json, String key) {
    Matcher found = Pattern.compile("\"" + key + "\"\\s*:\\s*(\\d+)").matcher(json);
    return found.find() ? Integer.parseInt(found.group(1)) : -1;
  }

  private static String get(String address) throws IOException {
    try (var in = URI.create(address).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
