package io.espalier.train.sparse;

import io.espalier.shard.Batch;

/**
 * Squared error of the softmax's probabilities, mean over the classes, against 1 for the label and
 * 0 elsewhere: Brier, <i>Verification of Forecasts Expressed in Terms of Probability</i>, 1950.
 *
 * @param smoothing share s of each label that is spread: {@code (1 − s) y + s / k} in y's place
 */
public record MeanSquared(double smoothing) implements Loss {
  /** {@code Σ (p − y)² / k}; its gradient is {@code 2/k · p (e − Σ p e)} with {@code e = p − y}. */
  @Override
  public double gradient(float[] a, View logits, Batch batch, float scale) {
    int[] labels = batch.labels();
    int k = logits.channels();
    float other = (float) (smoothing / k);
    float own = (float) (1 - smoothing) + other;
    double loss = 0;
    for (int i = 0; i < labels.length; i++) {
      float sum = Scores.exponentials(a, logits, i, Scores.top(a, logits, i), 1f);
      double squares = 0;
      float dot = 0;
      for (int c = 0; c < k; c++) {
        float p = a[logits.gradient() + c * logits.batch() + i] / sum;
        float e = p - (c == labels[i] ? own : other);
        squares += (double) e * e;
        dot = Math.fma(p, e, dot);
      }
      for (int c = 0; c < k; c++) {
        int at = logits.gradient() + c * logits.batch() + i;
        float p = a[at] / sum;
        a[at] = 2 * scale / k * p * (p - (c == labels[i] ? own : other) - dot);
      }
      loss += squares / k;
    }
    Scores.clearPadding(a, logits, labels.length);
    return loss;
  }
}
