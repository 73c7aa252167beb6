package io.espalier.train.sparse;

/** What is done to whole rows. */
final class Rows {
  private Rows() {}

  /** Clears the gradient where a rectifier let nothing through. */
  static void reluBack(Kernels kernels, float[] a, View v) {
    if (!v.bordered()) {
      kernels.reluBack(a, v.origin(), v.gradient(), v.gradientSize());
      return;
    }
    int d = v.gradient();
    for (int c = 0; c < v.channels(); c++) {
      for (int y = 0; y < v.height(); y++) {
        kernels.reluBack(a, v.origin() + c * v.channel() + y * v.row(), d, v.gradientRow());
        d += v.gradientRow();
      }
    }
  }

  /** Whether these and all that they are sums of are numbers. */
  static boolean finite(float[] a, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (!Float.isFinite(a[i])) {
        return false;
      }
    }
    return true;
  }

  /** As {@link Kernels#transpose}, without vectors. */
  static void transpose(
      float[] x, int from, int xStride, int rows, int columns, float[] a, int to, int stride) {
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      four(x, from + r * xStride, xStride, columns, a, to + r, stride);
    }
    for (; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        a[to + c * stride + r] = x[from + r * xStride + c];
      }
    }
  }

  /** As many rows as C2 finds registers for: with eight it is slower. */
  private static void four(
      float[] x, int from, int xStride, int columns, float[] a, int to, int stride) {
    for (int c = 0, at = to; c < columns; c++, at += stride) {
      a[at] = x[from + c];
      a[at + 1] = x[from + xStride + c];
      a[at + 2] = x[from + 2 * xStride + c];
      a[at + 3] = x[from + 3 * xStride + c];
    }
  }
}
