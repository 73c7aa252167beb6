package io.espalier.driver.round;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Processor time of the calling thread; measures cost, decides nothing. */
final class Clocks {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Clocks() {}

  static long threadNanos() {
    return THREADS.isCurrentThreadCpuTimeSupported()
        ? THREADS.getCurrentThreadCpuTime()
        : System.nanoTime();
  }
}
