package io.espalier.train.sparse;

/** Walks a view's values and gradients row by row, or at once where no border lies between. */
final class Rows {
  private static final int TILE = 16;

  private Rows() {}

  /** What happens to a stretch of values and the stretch of gradients of the same pixels. */
  interface Stretch {
    void at(int values, int gradient, int lanes);
  }

  static void each(View v, Stretch stretch) {
    for (int c = 0; c < v.channels(); c++) {
      channel(v, c, stretch);
    }
  }

  static void channel(View v, int c, Stretch stretch) {
    int values = v.origin() + c * v.channel();
    int gradient = v.gradient() + c * v.gradientChannel();
    if (!v.bordered()) {
      stretch.at(values, gradient, v.gradientChannel());
      return;
    }
    for (int y = 0; y < v.height(); y++) {
      stretch.at(values + y * v.row(), gradient + y * v.gradientRow(), v.gradientRow());
    }
  }

  /** Clears the gradient where a rectifier let nothing through. */
  static void reluBack(Kernels kernels, float[] a, View v) {
    if (v.bordered()) {
      each(v, (y, d, n) -> kernels.reluBack(a, y, d, n));
    } else {
      kernels.reluBack(a, v.origin(), v.gradient(), v.gradientSize());
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
