package io.espalier.train.sparse;

/** What is done to whole rows of a view. */
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
}
