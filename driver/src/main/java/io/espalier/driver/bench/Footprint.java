package io.espalier.driver.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * What this process holds.
 *
 * @param heapBytes that are alive: the least of several collections, since what one of them finds
 *     unreachable is freed by others' threads before the next
 * @param threads that are alive
 * @param openFiles descriptors, of files and sockets; -1 where the system does not say
 */
public record Footprint(long heapBytes, int threads, long openFiles) {
  private static final int COLLECTIONS = 5;

  /** What a round may leave on the heap: its line of each candidate's result. */
  private static final long HEAP_A_ROUND = 4096;

  /** Threads of pools that come and go. */
  private static final int THREADS = 4;

  /** Descriptors of connections that such threads hold. */
  private static final int OPEN_FILES = 4;

  /** As it is now. */
  public static Footprint now() {
    long heap = Long.MAX_VALUE;
    for (int c = 0; c < COLLECTIONS; c++) {
      System.gc();
      heap = Math.min(heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return new Footprint(
        heap, ManagementFactory.getThreadMXBean().getThreadCount(), openDescriptors());
  }

  private static long openDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : -1;
  }

  /**
   * This footprint beside an earlier one, as a benchmark's rows.
   *
   * @param rounds between the two
   */
  public List<Row> rows(Footprint before, int rounds) {
    return List.of(
        row("heap", heapBytes, before.heapBytes + rounds * HEAP_A_ROUND, "B"),
        row("threads", threads, before.threads + THREADS, "threads"),
        row("open-files", openFiles, before.openFiles + OPEN_FILES, "descriptors"));
  }

  private static Row row(String name, double ours, double allowed, String unit) {
    return new Row("rounds", name, ours, allowed, unit, ours / allowed);
  }
}
