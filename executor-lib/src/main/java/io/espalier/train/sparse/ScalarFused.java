package io.espalier.train.sparse;

import static io.espalier.train.sparse.Kernels.WIDTH;

import java.util.Arrays;

/** Both gradients without the Vector API. */
final class ScalarFused implements FusedKernels {
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
      start(a, dx + c * lanes, lanes, add);
      for (int k = ptr[c]; k < ptr[c + 1]; k++) {
        Arrays.fill(a, sums, sums + WIDTH, 0f);
        tap(a, d + off[k], w[wBase + at[k]], x + c * lanes, dx + c * lanes, lanes, sums);
        g[gAt + at[k]] = Kernels.fold(a, sums);
      }
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
    for (int r = 0; r < rows; r++) {
      int into = dx + r * dxStride;
      start(a, into, lanes, add);
      for (int k = ptr[ptrFrom + r]; k < ptr[ptrFrom + r + 1]; k++) {
        float value = w[wBase + at[k]];
        tap(a, d + off[k], value, x + r * xStride, into, lanes, sums + at[k] * WIDTH);
      }
    }
  }

  private static void start(float[] a, int dx, int lanes, boolean add) {
    if (!add) {
      Arrays.fill(a, dx, dx + lanes, 0f);
    }
  }

  private static void tap(float[] a, int d, float w, int x, int dx, int lanes, int sum) {
    for (int i = 0; i < lanes; i++) {
      int lane = sum + i % WIDTH;
      a[dx + i] = Math.fma(a[d + i], w, a[dx + i]);
      a[lane] = Math.fma(a[x + i], a[d + i], a[lane]);
    }
  }
}
