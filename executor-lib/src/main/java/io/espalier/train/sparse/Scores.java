package io.espalier.train.sparse;

import java.util.Arrays;

/** Scores {@code [classes][batch]} in a program's memory, example by example. */
final class Scores {
  private Scores() {}

  /** The largest score of an example. */
  static float top(float[] a, View logits, int example) {
    float top = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < logits.channels(); c++) {
      top = Math.max(top, a[logits.origin() + c * logits.batch() + example]);
    }
    return top;
  }

  /**
   * Leaves {@code exp((z − top) · sharpness)} in the gradients' place.
   *
   * @return their sum
   */
  static float exponentials(float[] a, View logits, int example, float top, float sharpness) {
    float sum = 0;
    for (int c = 0; c < logits.channels(); c++) {
      int at = c * logits.batch() + example;
      float e = Exponential.of((a[logits.origin() + at] - top) * sharpness);
      a[logits.gradient() + at] = e;
      sum += e;
    }
    return sum;
  }

  /**
   * Copies scores out.
   *
   * @param into row-major {@code [examples, classes]}
   * @param first the first example's row
   */
  static void unload(float[] a, View logits, float[] into, int first, int examples) {
    int classes = logits.channels();
    for (int c = 0; c < classes; c++) {
      int row = logits.origin() + c * logits.batch();
      for (int e = 0; e < examples; e++) {
        into[(first + e) * classes + c] = a[row + e];
      }
    }
  }

  /** Padding lanes pass no gradient on. */
  static void clearPadding(float[] a, View logits, int examples) {
    for (int c = 0; c < logits.channels(); c++) {
      int row = logits.gradient() + c * logits.batch();
      Arrays.fill(a, row + examples, row + logits.batch(), 0f);
    }
  }
}
