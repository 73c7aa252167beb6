package io.espalier.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An executor that is slow beyond measure, yet comes to its end: none but it has work left. */
final class Straggler {
  private static final int ROUNDS = 2;

  /** Until a driver takes notice. */
  private static final Duration WAITED_FOR = Duration.ofSeconds(4);

  private Straggler() {}

  static List<Trial> trials(Bench bench, String name) throws Exception {
    Run run = bench.onCluster(name);
    Drive drive = run.drive();
    drive.logs("round 2: ");
    for (int struck = 0, tried = 0; struck < ROUNDS; tried++) {
      List<SparkCluster.Executor> executors = bench.cluster().executors();
      SparkCluster.Executor slow = executors.get(tried % executors.size());
      Shell.signal(slow.pid(), "STOP");
      try {
        struck += waited(drive) ? 1 : 0;
      } finally {
        Shell.signal(slow.pid(), "CONT");
      }
    }
    String said = "a straggler: another shard took";
    return List.of(run.gotOver(drive, said));
  }

  /** Whether no round ends until that is noticed; they do where it had nothing to do. */
  private static boolean waited(Drive drive) throws InterruptedException, IOException {
    long rounds = drive.rounds();
    long since = System.nanoTime();
    return Await.found(
        "all wait for the straggler, or none",
        () -> {
          boolean passedBy = drive.rounds() > rounds + 1;
          boolean noticed = !passedBy && System.nanoTime() - since > WAITED_FOR.toNanos();
          drive.here(noticed || passedBy, "it was waited for");
          return noticed || passedBy ? Optional.of(noticed) : Optional.empty();
        });
  }
}
