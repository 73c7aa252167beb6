package io.espalier.train.sparse;

import static io.espalier.train.sparse.Kernels.WIDTH;
import static io.espalier.train.sparse.VectorKernels.L;

/** Both gradients by blocks of eight, four or as few registers as hold the virtual lanes. */
final class VectorFused implements FusedKernels {
  /** Whether a register is half the virtual lanes; else it is all of them. */
  private static final boolean HALF = 2 * L == WIDTH;

  /** Whether there are loops for this width of register. */
  static boolean known() {
    return HALF || L == WIDTH;
  }

  @Override
  public void gradients(
      float[] a,
      int columns,
      int[] ptr,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int d,
      int x,
      int dx,
      int lanes,
      boolean add,
      float[] g,
      int gAt,
      int sums) {
    for (int c = 0; c < columns; c++) {
      int from = ptr[c];
      boolean more = add;
      do { // once also where no tap survives: the gradient is 0
        int to = Math.min(from + HELD, ptr[c + 1]);
        for (int i = 0; i < lanes; ) {
          int n = registers(lanes - i);
          boolean first = i == 0;
          boolean last = i + n * L == lanes;
          int at0 = c * lanes + i;
          column(
              n, a, off, at, w, wBase, from, to, d + i, x + at0, dx + at0, more, sums, first, last);
          i += n * L;
        }
        fold(a, sums, at, from, to, g, gAt);
        more = true;
        from = to;
      } while (from < ptr[c + 1]);
    }
  }

  @Override
  public void windowGradients(
      float[] a,
      int rows,
      int[] ptr,
      int ptrFrom,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int d,
      int x,
      int xStride,
      int dx,
      int dxStride,
      int lanes,
      boolean add,
      int sums) {
    for (int i = 0; i < lanes; ) {
      int n = registers(lanes - i);
      for (int r = 0; r < rows; r++) {
        int from = ptr[ptrFrom + r];
        int to = ptr[ptrFrom + r + 1];
        int input = x + r * xStride + i;
        int into = dx + r * dxStride + i;
        window(n, a, off, at, w, wBase, from, to, d + i, input, into, add, sums);
      }
      i += n * L;
    }
  }

  private static int registers(int lanes) {
    return lanes >= 8 * L ? 8 : lanes >= 4 * L ? 4 : WIDTH / L;
  }

  private static void column(
      int registers,
      float[] a,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int from,
      int to,
      int d,
      int x,
      int y,
      boolean add,
      int sums,
      boolean first,
      boolean last) {
    if (HALF) {
      switch (registers) {
        case 8 ->
            VectorFusedHalf.column8(
                a, off, at, w, wBase, from, to, d, x, y, add, sums, first, last);
        case 4 ->
            VectorFusedHalf.column4(
                a, off, at, w, wBase, from, to, d, x, y, add, sums, first, last);
        default ->
            VectorFusedHalf.column2(
                a, off, at, w, wBase, from, to, d, x, y, add, sums, first, last);
      }
    } else {
      switch (registers) {
        case 8 ->
            VectorFusedWhole.column8(a, off, at, w, wBase, from, to, d, x, y, add, sums, first);
        case 4 ->
            VectorFusedWhole.column4(a, off, at, w, wBase, from, to, d, x, y, add, sums, first);
        default ->
            VectorFusedWhole.column1(a, off, at, w, wBase, from, to, d, x, y, add, sums, first);
      }
    }
  }

  private static void window(
      int registers,
      float[] a,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int from,
      int to,
      int d,
      int x,
      int y,
      boolean add,
      int sums) {
    if (HALF) {
      switch (registers) {
        case 8 -> VectorFusedHalf.window8(a, off, at, w, wBase, from, to, d, x, y, add, sums);
        case 4 -> VectorFusedHalf.window4(a, off, at, w, wBase, from, to, d, x, y, add, sums);
        default -> VectorFusedHalf.window2(a, off, at, w, wBase, from, to, d, x, y, add, sums);
      }
    } else {
      switch (registers) {
        case 8 -> VectorFusedWhole.window8(a, off, at, w, wBase, from, to, d, x, y, add, sums);
        case 4 -> VectorFusedWhole.window4(a, off, at, w, wBase, from, to, d, x, y, add, sums);
        default -> VectorFusedWhole.window1(a, off, at, w, wBase, from, to, d, x, y, add, sums);
      }
    }
  }

  /** Of half registers the last block has added the upper lanes to the lower ones already. */
  private static void fold(float[] a, int sums, int[] at, int from, int to, float[] g, int gAt) {
    int sum = sums;
    for (int k = from; k < to; k++) {
      g[gAt + at[k]] = HALF ? Kernels.foldHalf(a, sum) : Kernels.fold(a, sum);
      sum += WIDTH;
    }
  }
}
