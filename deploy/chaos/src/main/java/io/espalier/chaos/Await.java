package io.espalier.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for events, which files and processes tell of; it looks some forty times a second. */
final class Await {
  /** Far more than anything here takes, even where other work has the processors. */
  static final Duration LONGEST = Duration.ofSeconds(150);

  private static final long MILLIS = 25;

  private Await() {}

  /** Looks for something. */
  @FunctionalInterface
  interface Look<T> {
    Optional<T> now() throws IOException, InterruptedException;
  }

  /** Whether something holds. */
  @FunctionalInterface
  interface Holds {
    boolean now() throws IOException, InterruptedException;
  }

  /**
   * Until a look finds something.
   *
   * @throws IllegalStateException if that does not happen in {@link #LONGEST}
   */
  static <T> T found(String what, Look<T> look) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    IOException last = null;
    while (System.nanoTime() < end) {
      try {
        Optional<T> found = look.now();
        if (found.isPresent()) {
          return found.get();
        }
      } catch (IOException e) {
        last = e; // whoever is asked may not be there yet
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MILLIS));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    throw new IllegalStateException("never happened: " + what, last);
  }

  /** Until something holds. */
  static void until(String what, Holds holds) throws InterruptedException {
    found(what, () -> holds.now() ? Optional.of(true) : Optional.empty());
  }
}
