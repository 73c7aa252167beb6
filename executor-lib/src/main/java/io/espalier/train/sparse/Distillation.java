package io.espalier.train.sparse;

import io.espalier.shard.Batch;

/**
 * Cross-entropy with the labels, and agreement with a teacher's softened probabilities: {@code (1 −
 * α) · CE(y, softmax(z)) + α T² · KL(softmax(z_t / T) ‖ softmax(z / T))}.
 *
 * <p>Source: Hinton, Vinyals, Dean, <i>Distilling the Knowledge in a Neural Network</i>, 2015,
 * arXiv:1503.02531; T² keeps the soft part's gradient as large as the hard one's whatever T. Theirs
 * is the cross-entropy with the teacher, which differs from KL by the teacher's entropy alone: a
 * constant. The teacher's scores come with the batch, {@link Batch#taught}.
 *
 * @param temperature T, above 0
 * @param alpha the teacher's share, in [0, 1]
 */
public record Distillation(double temperature, double alpha) implements Loss {
  public Distillation {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "temperature " + temperature + ", expected a number above 0");
    }
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException("alpha " + alpha + ", expected a number from 0 to 1");
    }
  }

  /** Its gradient is {@code (1 − α)(p − y) + α T (q − q_t)}, q and q_t at temperature T. */
  @Override
  public double gradient(float[] a, View logits, Batch batch, float scale) {
    int[] labels = batch.labels();
    float[] taught = batch.taught();
    if (taught.length != labels.length * logits.channels()) {
      throw new IllegalArgumentException(
          taught.length
              + " teacher's scores, expected "
              + labels.length
              + " examples of "
              + logits.channels());
    }
    double loss = 0;
    for (int i = 0; i < labels.length; i++) {
      loss += example(a, logits, taught, labels[i], i, scale);
    }
    Scores.clearPadding(a, logits, labels.length);
    return loss;
  }

  private double example(float[] a, View logits, float[] taught, int label, int i, float scale) {
    int k = logits.channels();
    float sharpness = (float) (1 / temperature);
    float teacherTop = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < k; c++) {
      teacherTop = Math.max(teacherTop, taught[i * k + c]);
    }
    float teacherSum = 0;
    for (int c = 0; c < k; c++) {
      teacherSum += Exponential.of((taught[i * k + c] - teacherTop) * sharpness);
    }
    float top = Scores.top(a, logits, i);
    float softSum = Scores.exponentials(a, logits, i, top, sharpness);
    float sum = 0;
    for (int c = 0; c < k; c++) {
      sum += Exponential.of(a[logits.origin() + c * logits.batch() + i] - top);
    }
    float hard = (float) ((1 - alpha) * scale);
    float soft = (float) (alpha * temperature * scale);
    double sums = StrictMath.log(softSum) - StrictMath.log(teacherSum);
    double divergence = 0;
    for (int c = 0; c < k; c++) {
      float z = a[logits.origin() + c * logits.batch() + i];
      int at = logits.gradient() + c * logits.batch() + i;
      float p = Exponential.of(z - top) / sum;
      float q = a[at] / softSum;
      float t = (taught[i * k + c] - teacherTop) * sharpness;
      float teachers = Exponential.of(t) / teacherSum;
      divergence += teachers * (t - (double) ((z - top) * sharpness) + sums);
      a[at] = hard * (p - (c == label ? 1f : 0f)) + soft * (q - teachers);
    }
    return (1 - alpha) * CrossEntropy.loss(a, logits, label, i, top, sum)
        + alpha * temperature * temperature * divergence;
  }
}
