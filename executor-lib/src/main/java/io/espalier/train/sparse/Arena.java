package io.espalier.train.sparse;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Lays out the one array of a program. Every block begins on a cache line: a vector that lies
 * across two lines costs two loads. Under G1 an array of half a region or more begins a region and
 * never moves, so that behind its header of 16 bytes the thirteenth float begins a line.
 */
final class Arena {
  /** Offset of a float that nobody takes, so that it is 0. */
  static final int ZERO = 0;

  /** Floats of a cache line. */
  private static final int LINE = 16;

  private static final int HEADER = 4;

  /** Floats that an array can have: JVMs keep some of the highest indices to themselves. */
  static final long MOST = Integer.MAX_VALUE - LINE;

  private long next = LINE - HEADER;

  /** Offset of a block of as many floats; beyond {@link #MOST} floats it means nothing. */
  int take(long floats) {
    int at = (int) next;
    next += (floats + LINE - 1) / LINE * LINE;
    return at;
  }

  /** Floats taken so far, perhaps more than can be allocated. */
  long size() {
    return next;
  }

  /**
   * The array, all zeros.
   *
   * @throws IllegalStateException if it would be too long
   */
  float[] allocate() {
    if (next > MOST) {
      throw new IllegalStateException(next + " floats, expected at most " + MOST);
    }
    return new float[Math.max((int) next, humongous())];
  }

  private static int humongous() {
    HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (vm == null || !Boolean.parseBoolean(vm.getVMOption("UseG1GC").getValue())) {
      return 0;
    }
    return (int) (Long.parseLong(vm.getVMOption("G1HeapRegionSize").getValue()) / 2 / Float.BYTES);
  }
}
