package io.espalier.driver.sizing;

/** The arithmetic that executors' and the driver's memory have in common. */
final class Memory {
  static final long MEBI = 1L << 20;

  /** What Spark sets aside, and what an idle JVM of its holds. */
  static final long RESERVE = 300 * MEBI;

  /** Spark's share of the rest for what it caches ({@code spark.memory.fraction}). */
  static final double CACHED = 0.6;

  /** The share of the rest that may be alive: a collector wants room. */
  static final double ALIVE = 0.85;

  /** Threads, code, Netty's buffers. */
  static final long OUTSIDE = 512 * MEBI;

  private static final long STEP = 128 * MEBI;
  private static final long LEAST = 512 * MEBI;

  private Memory() {}

  /**
   * The heap in which something can be held, a multiple of 128 MiB and at least 512.
   *
   * @param cached bytes in Spark's block manager
   * @param working bytes besides
   */
  static long heap(long cached, long working) {
    double least = Math.max(cached / CACHED, (cached + working) / ALIVE);
    return Math.max(LEAST, round(RESERVE + (long) Math.ceil(least)));
  }

  /** The next multiple of 128 MiB. */
  static long round(long bytes) {
    return (bytes + STEP - 1) / STEP * STEP;
  }
}
