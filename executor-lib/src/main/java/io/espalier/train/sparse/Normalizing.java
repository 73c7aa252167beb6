package io.espalier.train.sparse;

import java.util.Arrays;

/**
 * Batch normalisation of each channel: with the batch's own mean and variance in training, with the
 * running ones otherwise. The running ones are never changed here.
 *
 * <p>Source: Ioffe, Szegedy, <i>Batch Normalization</i>, ICML 2015, arXiv:1502.03167, algorithm 1
 * and its gradients in section 3.
 */
final class Normalizing implements Node {
  private final Kernels kernels;
  private final int slot;
  private final double epsilon;
  private final View in;
  private final View out;
  private final boolean needsInputGradient;
  private final boolean add;
  private final int sums;
  private final float[] mean;
  private final float[] inverse;

  /**
   * A batch norm.
   *
   * @param slot index of gamma's slot; beta, mean and variance follow
   * @param sums offset of room for the virtual lanes of two sums
   */
  Normalizing(
      Kernels kernels,
      int slot,
      double epsilon,
      View in,
      View out,
      boolean needsInputGradient,
      boolean add,
      int sums) {
    this.kernels = kernels;
    this.slot = slot;
    this.epsilon = epsilon;
    this.in = in;
    this.out = out;
    this.needsInputGradient = needsInputGradient;
    this.add = add;
    this.sums = sums;
    mean = new float[in.channels()];
    inverse = new float[in.channels()];
  }

  @Override
  public void forward(Pass pass) {
    float[] w = pass.w();
    int[] bases = pass.compiled().bases();
    for (int c = 0; c < in.channels(); c++) {
      if (pass.training()) {
        statistics(pass, c);
      } else {
        mean[c] = w[bases[slot + 2] + c];
        inverse[c] = (float) (1 / Math.sqrt(w[bases[slot + 3] + c] + epsilon));
      }
      float scale = w[bases[slot] + c] * inverse[c];
      float shift = Math.fma(-mean[c], scale, w[bases[slot + 1] + c]);
      for (int y = 0; y < in.height(); y++) {
        kernels.affine(
            pass.a(),
            in.origin() + c * in.channel() + y * in.row(),
            out.origin() + c * out.channel() + y * out.row(),
            in.gradientRow(),
            scale,
            shift);
      }
    }
  }

  private int pixels() {
    return in.height() * in.width();
  }

  /** Two passes, so that nothing cancels; padding lanes are left out. */
  private void statistics(Pass pass, int c) {
    double count = (double) pass.examples() * pixels();
    double sum = 0;
    for (int p = 0; p < pixels(); p++) {
      sum += sum(pass.a(), value(c, p), pass.examples());
    }
    mean[c] = (float) (sum / count);
    double squares = 0;
    for (int p = 0; p < pixels(); p++) {
      squares += product(pass.a(), value(c, p), mean[c], value(c, p), mean[c], pass.examples());
    }
    inverse[c] = (float) (1 / Math.sqrt(squares / count + epsilon));
  }

  private int value(int c, int pixel) {
    return in.origin()
        + c * in.channel()
        + pixel / in.width() * in.row()
        + pixel % in.width() * in.batch();
  }

  /** Σ x over one pixel's examples. */
  private float sum(float[] a, int x, int examples) {
    Arrays.fill(a, sums, sums + Kernels.WIDTH, 0f);
    int whole = examples / Kernels.WIDTH * Kernels.WIDTH;
    kernels.rowSums(a, 1, x, 0, whole, sums);
    for (int i = whole; i < examples; i++) {
      a[sums + i % Kernels.WIDTH] += a[x + i];
    }
    return Kernels.fold(a, sums);
  }

  /** Σ (x − shiftX)(d − shiftD) over one pixel's examples. */
  private float product(float[] a, int x, float shiftX, int d, float shiftD, int examples) {
    Arrays.fill(a, sums, sums + Kernels.WIDTH, 0f);
    int whole = examples / Kernels.WIDTH * Kernels.WIDTH;
    kernels.products(a, x, shiftX, d, shiftD, whole, sums);
    for (int i = whole; i < examples; i++) {
      int at = sums + i % Kernels.WIDTH;
      a[at] = Math.fma(a[x + i] - shiftX, a[d + i] - shiftD, a[at]);
    }
    return Kernels.fold(a, sums);
  }

  @Override
  public void backward(Pass pass) {
    float[] a = pass.a();
    int[] bases = pass.compiled().bases();
    double count = (double) pass.examples() * pixels();
    for (int c = 0; c < in.channels(); c++) {
      double sumD = 0;
      double sumDx = 0;
      for (int p = 0; p < pixels(); p++) {
        int d = out.gradient() + c * out.gradientChannel() + p * out.batch();
        sumD += sum(a, d, pass.examples());
        sumDx += product(a, value(c, p), mean[c], d, 0f, pass.examples());
      }
      pass.g()[bases[slot] + c] = (float) (sumDx * inverse[c]);
      pass.g()[bases[slot + 1] + c] = (float) sumD;
      if (needsInputGradient) {
        float scale = pass.w()[bases[slot] + c] * inverse[c];
        // dx = scale · (d − mean(d) − x̂ · mean(d · x̂)), and without the means outside training
        double slope = pass.training() ? -scale * sumDx / count * inverse[c] * inverse[c] : 0;
        double level = pass.training() ? -scale * sumD / count : 0;
        inputGradient(pass, c, scale, (float) slope, (float) level);
      }
    }
  }

  private void inputGradient(Pass pass, int c, float scale, float slope, float level) {
    float[] a = pass.a();
    int whole = pass.examples() / Kernels.WIDTH * Kernels.WIDTH;
    for (int p = 0; p < pixels(); p++) {
      int d = out.gradient() + c * out.gradientChannel() + p * out.batch();
      int x = value(c, p);
      int dx = in.gradient() + c * in.gradientChannel() + p * in.batch();
      kernels.combine(a, d, scale, x, mean[c], slope, level, dx, whole, add);
      for (int i = whole; i < pass.examples(); i++) {
        float v = Math.fma(a[d + i], scale, Math.fma(a[x + i] - mean[c], slope, level));
        a[dx + i] = add ? a[dx + i] + v : v;
      }
      if (!add) {
        Arrays.fill(a, dx + pass.examples(), dx + in.batch(), 0f);
      }
    }
  }
}
