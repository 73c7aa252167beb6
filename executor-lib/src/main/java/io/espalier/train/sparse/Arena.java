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

  private int next = LINE - HEADER;

  /** Offset of a block of as many floats. */
  int take(long floats) {
    int at = next;
    next = Math.toIntExact(next + (floats + LINE - 1) / LINE * LINE);
    return at;
  }

  /** Floats taken so far. */
  int size() {
    return next;
  }

  /** The array, all zeros. */
  float[] allocate() {
    return new float[Math.max(next, humongous())];
  }

  private static int humongous() {
    HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (vm == null || !Boolean.parseBoolean(vm.getVMOption("UseG1GC").getValue())) {
      return 0;
    }
    return (int) (Long.parseLong(vm.getVMOption("G1HeapRegionSize").getValue()) / 2 / Float.BYTES);
  }
}
