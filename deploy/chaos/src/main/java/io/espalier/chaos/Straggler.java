package io.espalier.chaos;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
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
    for (int round = 2; round < 2 + ROUNDS; round++) {
      drive.logs("round " + round + ": ");
      SparkCluster.Executor slow = bench.cluster().executors().get(0);
      Shell.signal(slow.pid(), "STOP");
      try {
        Await.until(
            "all wait for the straggler", () -> drive.here(waits(port), "it was waited for"));
        long since = System.nanoTime();
        Await.until(
            "they have waited",
            () ->
                drive.here(System.nanoTime() - since > WAITED_FOR.toNanos(), "it was waited for"));
      } finally {
        Shell.signal(slow.pid(), "CONT");
      }
    }
    return List.of(run.ends(drive, 0).reports("a straggler: the median task took").trial());
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
