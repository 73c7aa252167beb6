package io.espalier.fuzz;

import io.espalier.input.InputException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many inputs against a target, on a thread that is watched. What goes wrong leaves its input in
 * {@code target/fuzz}, and so does what ends the process.
 */
final class Run {
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Who waits uses no processor: a deadlock. A machine that others load is given this long. */
  private static final long MOST_WAIT_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

  private static final Path FOLDER = Path.of("target", "fuzz");

  private final String name;
  private final Target target;
  private volatile int current = -1;
  private volatile long since;
  private volatile long sinceCpu;
  private volatile byte[] input = {};
  private volatile Throwable failure;
  private int taken;

  Run(String name, Target target) {
    this.name = name;
    this.target = target;
  }

  /**
   * Reads inputs {@code 0} to {@code count - 1} of a seed, and the seeds themselves before.
   *
   * @return how many were taken for sound, of those that were mutated
   * @throws AssertionError for one that was neither refused in one line nor read rightly, or took
   *     more than five seconds of the processor
   */
  int of(int count, long seed) throws Exception {
    Files.createDirectories(FOLDER);
    for (byte[] sound : target.seeds()) {
      if (!target.read(sound)) {
        throw new AssertionError(name + ": a sound input is refused");
      }
    }
    Mutations mutations = new Mutations(target.seeds(), seed);
    Thread worker = new Thread(() -> work(mutations, count), name);
    worker.setDaemon(true);
    begin();
    worker.start();
    while (worker.isAlive()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      if (hangs() && worker.isAlive()) {
        AssertionError hang = new AssertionError("more than 5 s for " + kept());
        hang.setStackTrace(worker.getStackTrace());
        throw hang;
      }
    }
    if (failure != null) {
      throw new AssertionError(name + " fails on " + kept() + ": " + failure, failure);
    }
    return taken;
  }

  private void begin() {
    sinceCpu = SYSTEM.getProcessCpuTime();
    since = System.nanoTime();
  }

  /**
   * By the processor's time, Spark's threads included: a clock would blame other processes' load.
   */
  private boolean hangs() {
    long waited = System.nanoTime() - since;
    boolean worked = SYSTEM.getProcessCpuTime() - sinceCpu > MOST_NANOS;
    return waited > MOST_WAIT_NANOS || waited > MOST_NANOS && worked;
  }

  private void work(Mutations mutations, int count) {
    try {
      for (int i = 0; i < count; i++) {
        input = mutations.input(i);
        current = i;
        begin();
        try {
          taken += target.read(input) ? 1 : 0;
        } catch (InputException e) {
          oneLine(e);
        }
      }
    } catch (Throwable e) { // an Error too is a failure of the reader
      failure = e;
    }
  }

  private static void oneLine(InputException e) {
    for (var problem : e.problems()) {
      if (problem.line().length() > 4000 || problem.where().isEmpty()) {
        throw new AssertionError("no refusal for a person: " + problem.line());
      }
    }
  }

  private Path kept() throws IOException {
    return Files.write(FOLDER.resolve(name + "-" + current), input).toAbsolutePath();
  }
}
