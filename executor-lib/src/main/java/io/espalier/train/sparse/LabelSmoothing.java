package io.espalier.train.sparse;

import io.espalier.shard.Batch;

/**
 * A loss whose labels are smoothed: cross-entropy with {@code (1 − s) y + s / K} in place of the
 * label y, which is cross-entropy with y and {@code s (z_y − mean(z))} beside it. So it is added to
 * whatever loss holds that cross-entropy.
 *
 * <p>Source: Szegedy et al., <i>Rethinking the Inception Architecture for Computer Vision</i>, CVPR
 * 2016, arXiv:1512.00567, section 7, with u(k) = 1/K.
 *
 * @param loss with the labels as they are
 * @param share s, times the share of cross-entropy in that loss
 */
public record LabelSmoothing(Loss loss, double share) implements Loss {
  /** Adds {@code s (y − 1 / K)} to the gradient. */
  @Override
  public double gradient(float[] a, View logits, Batch batch, float scale) {
    double sum = loss.gradient(a, logits, batch, scale);
    int[] labels = batch.labels();
    int k = logits.channels();
    float all = (float) (scale * share / k);
    float own = (float) (scale * share);
    for (int i = 0; i < labels.length; i++) {
      double scores = 0;
      for (int c = 0; c < k; c++) {
        a[logits.gradient() + c * logits.batch() + i] -= all;
        scores += a[logits.origin() + c * logits.batch() + i];
      }
      int label = labels[i] * logits.batch() + i;
      a[logits.gradient() + label] += own;
      sum += share * (a[logits.origin() + label] - scores / k);
    }
    return sum;
  }
}
