package io.espalier.train.sparse;

/** What is done to whole rows of a view. */
final class Rows {
  private static final int TILE = 16;

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

  /** {@code [rows][columns]} to {@code [columns][stride]}, what lies behind a row left as it is. */
  static void transpose(float[] a, int from, int rows, int columns, int to, int stride) {
    for (int r0 = 0; r0 < rows; r0 += TILE) {
      int r1 = Math.min(rows, r0 + TILE);
      for (int c0 = 0; c0 < columns; c0 += TILE) {
        int c1 = Math.min(columns, c0 + TILE);
        for (int c = c0; c < c1; c++) {
          for (int r = r0; r < r1; r++) {
            a[to + c * stride + r] = a[from + r * columns + c];
          }
        }
      }
    }
  }
}
