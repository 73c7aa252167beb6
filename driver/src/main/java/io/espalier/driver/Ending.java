package io.espalier.driver;

import org.apache.hadoop.util.ShutdownHookManager;

/** Hears that the process is being ended from outside, before Spark does. */
final class Ending implements AutoCloseable {
  /** Spark ends its context, and Hadoop its file systems, at lower priorities. */
  private static final int BEFORE_SPARK = 1000;

  private final Runnable hook;

  Ending(Runnable hook) {
    this.hook = hook;
    ShutdownHookManager.get().addShutdownHook(hook, BEFORE_SPARK);
  }

  /** Whether the process is ending: what fails now, fails for that. */
  static boolean begun() {
    return ShutdownHookManager.get().isShutdownInProgress();
  }

  @Override
  public void close() {
    if (!begun()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
