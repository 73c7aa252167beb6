package io.espalier.chaos;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sweep after sweep on a cluster, and every 20 seconds a fault: which, and of whom, is decided by
 * the seed alone. A driver that dies is started again on its folder.
 */
final class Soak {
  private static final int REFUSED = 2;
  private static final Duration PAUSE = Duration.ofSeconds(20);

  /** What happens; each is got over by the time of the next. */
  private enum Kind {
    KILL_EXECUTOR,
    KILL_ALL_EXECUTORS,
    FREEZE_EXECUTOR,
    KILL_WORKER,
    DECOMMISSION_WORKER,
    KILL_MASTER,
    KILL_DRIVER,
    TERMINATE_DRIVER
  }

  private final Bench bench;
  private final SplittableRandom random;
  private final double minutes;
  private final Consumer<String> say;
  private int faults;
  private int drivers;

  Soak(Bench bench, long seed, double minutes, Consumer<String> say) {
    this.bench = bench;
    this.random = new SplittableRandom(seed);
    this.minutes = minutes;
    this.say = say;
  }

  /** Whether all results are the undisturbed run's. */
  boolean held() throws Exception {
    // What all must come to is found out before the time counts.
    bench.onCluster("soak");
    long began = System.nanoTime();
    long end = began + (long) (minutes * 60e9);
    long next = began + PAUSE.toNanos();
    int sweeps = 0;
    boolean held = true;
    while (System.nanoTime() < end) {
      Run run = bench.onCluster("soak-" + sweeps);
      Drive drive = start(run);
      while (drive.alive() || drive.exitCode() != 0) {
        if (!drive.alive()) {
          if (drive.exitCode() == REFUSED) {
            throw new IllegalStateException("a driver was refused its own run: " + drive.err());
          }
          drive = start(run);
        }
        if (System.nanoTime() > end) {
          drive.exitCode(); // the last sweep is left in peace
          continue;
        }
        if (drive.endsWithin(Math.max(1, next - System.nanoTime()), TimeUnit.NANOSECONDS)) {
          continue;
        }
        strike(drive, began);
        next = Math.max(next, System.nanoTime()) + PAUSE.toNanos();
      }
      Trial trial = run.trial();
      trial.problems().forEach(say);
      held &= trial.identical() && trial.problems().isEmpty();
      sweeps++;
      say.accept(
          String.format(
              "sweep %d %s, %d cells repeated",
              sweeps, trial.identical() ? "identical" : "DIFFERS", trial.cellsRepeated()));
    }
    say.accept(
        String.format(
            "%d sweeps, %d faults, %d drivers in %.0f s: %s",
            sweeps,
            faults,
            drivers,
            (System.nanoTime() - began) / 1e9,
            held ? "all identical" : "NOT all identical"));
    return held;
  }

  private Drive start(Run run) throws Exception {
    drivers++;
    return run.drive(Run.conf("spark.decommission.enabled", "true"));
  }

  private void strike(Drive drive, long began) throws Exception {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    int who = random.nextInt(SparkCluster.WORKERS.size());
    say.accept(
        String.format(
            "%5.0f s  fault %d: %s %d", (System.nanoTime() - began) / 1e9, ++faults, kind, who));
    SparkCluster cluster = bench.cluster();
    String worker = SparkCluster.WORKERS.get(who);
    List<SparkCluster.Executor> all = cluster.executors();
    List<SparkCluster.Executor> some = all.stream().skip(who).limit(1).toList();
    switch (kind) {
      case KILL_EXECUTOR -> signal(some, "KILL");
      case KILL_ALL_EXECUTORS -> signal(all, "KILL");
      case FREEZE_EXECUTOR -> {
        signal(some, "STOP");
        drive.endsWithin(PAUSE.toMillis() / 4, TimeUnit.MILLISECONDS);
        signal(some, "CONT");
      }
      case KILL_WORKER -> {
        cluster.signal(worker, "KILL");
        cluster.restart(worker);
      }
      case DECOMMISSION_WORKER -> {
        cluster.signal(worker, "PWR");
        drive.endsWithin(PAUSE.toMillis() / 4, TimeUnit.MILLISECONDS);
        cluster.signal(worker, "KILL");
        cluster.restart(worker);
      }
      case KILL_MASTER -> {
        cluster.signal("master", "KILL");
        cluster.restart("master");
      }
      case KILL_DRIVER -> drive.signal("KILL");
      case TERMINATE_DRIVER -> drive.signal("TERM");
    }
  }

  /** One that has just ended needs none. */
  private static void signal(List<SparkCluster.Executor> executors, String signal)
      throws Exception {
    for (SparkCluster.Executor e : executors) {
      if (Shell.alive(e.pid())) {
        Shell.signal(e.pid(), signal);
      }
    }
  }
}
