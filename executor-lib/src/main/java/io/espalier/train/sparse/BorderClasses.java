package io.espalier.train.sparse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Input pixels that the same taps reach, so that the gradient of an input is gathered without a
 * wasted product at the border or between strides.
 *
 * @param rows one input row of each class of rows
 * @param columns one input column of each class of columns; class {@code r · columns + c}
 * @param runs stretches of neighbouring pixels of one class
 */
record BorderClasses(int[] rows, int[] columns, List<Run> runs) {
  /**
   * A stretch.
   *
   * @param kind its class
   * @param input first pixel's offset within a channel of the input's gradient
   * @param output shift of the class's offsets in the output's gradient
   * @param lanes of all its pixels
   */
  record Run(int kind, int input, int output, int lanes) {}

  static BorderClasses of(Geometry g, int batch) {
    int[] rowKind = new int[g.height()];
    int[] rows = classes(g.height(), g.kernelH(), g::outRow, rowKind);
    int[] columnKind = new int[g.width()];
    int[] columns = classes(g.width(), g.kernelW(), g::outColumn, columnKind);
    List<Run> runs = new ArrayList<>();
    for (int y = 0; y < g.height(); y++) {
      int down = (y - rows[rowKind[y]]) / g.strideH();
      for (int x = 0; x < g.width(); ) {
        int end = x + 1;
        while (g.strideW() == 1 && end < g.width() && columnKind[end] == columnKind[x]) {
          end++;
        }
        int across = (x - columns[columnKind[x]]) / g.strideW();
        runs.add(
            new Run(
                rowKind[y] * columns.length + columnKind[x],
                (y * g.width() + x) * batch,
                (down * g.outWidth() + across) * batch,
                (end - x) * batch));
        x = end;
      }
    }
    return new BorderClasses(rows, columns, List.copyOf(runs));
  }

  int count() {
    return rows.length * columns.length;
  }

  private interface Reach {
    int out(int at, int tap);
  }

  /** Positions are alike if the same taps reach them; fills their class, returns one of each. */
  private static int[] classes(int extent, int kernel, Reach reach, int[] kind) {
    List<boolean[]> known = new ArrayList<>();
    List<Integer> first = new ArrayList<>();
    for (int at = 0; at < extent; at++) {
      boolean[] reached = new boolean[kernel];
      for (int tap = 0; tap < kernel; tap++) {
        reached[tap] = reach.out(at, tap) >= 0;
      }
      int found = 0;
      while (found < known.size() && !Arrays.equals(known.get(found), reached)) {
        found++;
      }
      if (found == known.size()) {
        known.add(reached);
        first.add(at);
      }
      kind[at] = found;
    }
    return first.stream().mapToInt(Integer::intValue).toArray();
  }
}
