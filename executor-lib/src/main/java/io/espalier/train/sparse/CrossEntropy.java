package io.espalier.train.sparse;

import io.espalier.shard.Batch;
import io.espalier.train.Trainer;

/** Softmax with cross-entropy, in nats. */
public record CrossEntropy() implements Loss {
  /** {@code −log p} of the label; its gradient is {@code p − y}. */
  @Override
  public double gradient(float[] a, View logits, Batch batch, float scale) {
    int[] labels = batch.labels();
    double loss = 0;
    for (int i = 0; i < labels.length; i++) {
      float top = Scores.top(a, logits, i);
      float sum = Scores.exponentials(a, logits, i, top, 1f);
      float part = scale / sum;
      for (int c = 0; c < logits.channels(); c++) {
        a[logits.gradient() + c * logits.batch() + i] *= part;
      }
      a[logits.gradient() + labels[i] * logits.batch() + i] -= scale;
      loss += loss(a, logits, labels[i], i, top, sum);
    }
    Scores.clearPadding(a, logits, labels.length);
    return loss;
  }

  /**
   * Loss and right answers; of equal scores the lower class counts as the answer.
   *
   * @param labels of a batch, whose examples from {@code first} on lie in the memory
   * @param before the batch's earlier examples': one sum, whatever its slices
   */
  static Trainer.Score score(
      float[] a, View logits, int[] labels, int first, int count, Trainer.Score before) {
    double loss = before.lossSum();
    long correct = before.correct();
    int batch = logits.batch();
    for (int i = 0; i < count; i++) {
      int label = labels[first + i];
      int best = 0;
      for (int c = 1; c < logits.channels(); c++) {
        best =
            a[logits.origin() + c * batch + i] > a[logits.origin() + best * batch + i] ? c : best;
      }
      correct += best == label ? 1 : 0;
      float top = a[logits.origin() + best * batch + i];
      float sum = 0;
      for (int c = 0; c < logits.channels(); c++) {
        sum += Exponential.of(a[logits.origin() + c * batch + i] - top);
      }
      loss += loss(a, logits, label, i, top, sum);
    }
    return new Trainer.Score(loss, correct, before.examples() + count);
  }

  static double loss(float[] a, View logits, int label, int i, float top, float sum) {
    return StrictMath.log(sum) + top - (double) a[logits.origin() + label * logits.batch() + i];
  }
}
