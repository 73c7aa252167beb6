package io.espalier.train.sparse;

import io.espalier.train.Trainer;
import java.util.Arrays;

/** Softmax with cross-entropy, in nats, at the logits {@code [classes][batch]}. */
final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * The loss, and its gradient {@code (p − y) · scale} at the logits; padding lanes get 0.
   *
   * @return the loss summed over the examples
   */
  static double gradient(float[] a, View logits, int[] labels, float scale) {
    double loss = 0;
    int batch = logits.batch();
    for (int i = 0; i < labels.length; i++) {
      float top = top(a, logits, i);
      float sum = 0;
      for (int c = 0; c < logits.channels(); c++) {
        float e = Exponential.of(a[logits.origin() + c * batch + i] - top);
        a[logits.gradient() + c * batch + i] = e;
        sum += e;
      }
      float part = scale / sum;
      for (int c = 0; c < logits.channels(); c++) {
        a[logits.gradient() + c * batch + i] *= part;
      }
      a[logits.gradient() + labels[i] * batch + i] -= scale;
      loss += loss(a, logits, labels[i], i, top, sum);
    }
    for (int c = 0; c < logits.channels(); c++) {
      int row = logits.gradient() + c * batch;
      Arrays.fill(a, row + labels.length, row + batch, 0f);
    }
    return loss;
  }

  /** Loss and right answers; of equal scores the lower class counts as the answer. */
  static Trainer.Score score(float[] a, View logits, int[] labels) {
    double loss = 0;
    long correct = 0;
    int batch = logits.batch();
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < logits.channels(); c++) {
        best =
            a[logits.origin() + c * batch + i] > a[logits.origin() + best * batch + i] ? c : best;
      }
      correct += best == labels[i] ? 1 : 0;
      float top = a[logits.origin() + best * batch + i];
      float sum = 0;
      for (int c = 0; c < logits.channels(); c++) {
        sum += Exponential.of(a[logits.origin() + c * batch + i] - top);
      }
      loss += loss(a, logits, labels[i], i, top, sum);
    }
    return new Trainer.Score(loss, correct, labels.length);
  }

  private static float top(float[] a, View logits, int i) {
    float top = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < logits.channels(); c++) {
      top = Math.max(top, a[logits.origin() + c * logits.batch() + i]);
    }
    return top;
  }

  private static double loss(float[] a, View logits, int label, int i, float top, float sum) {
    return StrictMath.log(sum) + top - (double) a[logits.origin() + label * logits.batch() + i];
  }
}
