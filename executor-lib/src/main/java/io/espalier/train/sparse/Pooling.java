package io.espalier.train.sparse;

import java.util.Arrays;

/**
 * Maximum or average over a window; of equal maxima the first gets the gradient. The border counts
 * neither as a maximum nor in an average's divisor.
 */
final class Pooling implements Node {
  private final Kernels kernels;
  private final boolean max;
  private final View in;
  private final View out;
  private final boolean needsInputGradient;
  private final boolean add;

  /** Of each output pixel: the offsets of its window's pixels in values and in gradients. */
  private final int[][] off;

  private final int[][] gradientOff;

  Pooling(
      Kernels kernels,
      boolean max,
      Geometry g,
      View in,
      View out,
      boolean needsInputGradient,
      boolean add) {
    this.kernels = kernels;
    this.max = max;
    this.in = in;
    this.out = out;
    this.needsInputGradient = needsInputGradient;
    this.add = add;
    off = new int[g.outHeight() * g.outWidth()][];
    gradientOff = new int[off.length][];
    for (int p = 0; p < g.outHeight(); p++) {
      for (int q = 0; q < g.outWidth(); q++) {
        window(g, p, q);
      }
    }
  }

  private void window(Geometry g, int p, int q) {
    int[] values = new int[g.taps()];
    int[] gradients = new int[g.taps()];
    int n = 0;
    for (int i = 0; i < g.kernelH(); i++) {
      for (int j = 0; j < g.kernelW(); j++) {
        int y = p * g.strideH() - g.top() + i * g.dilationH();
        int x = q * g.strideW() - g.left() + j * g.dilationW();
        if (y >= 0 && y < g.height() && x >= 0 && x < g.width()) {
          values[n] = y * in.row() + x * in.batch();
          gradients[n++] = y * in.gradientRow() + x * in.batch();
        }
      }
    }
    off[p * g.outWidth() + q] = Arrays.copyOf(values, n);
    gradientOff[p * g.outWidth() + q] = Arrays.copyOf(gradients, n);
  }

  @Override
  public void forward(Pass pass) {
    float[] a = pass.a();
    int batch = in.batch();
    if (max && batch == 1) {
      maxOfOne(a);
      return;
    }
    for (int c = 0; c < in.channels(); c++) {
      int x = in.origin() + c * in.channel();
      for (int pixel = 0; pixel < off.length; pixel++) {
        int y =
            out.origin()
                + c * out.channel()
                + pixel / out.width() * out.row()
                + pixel % out.width() * batch;
        if (max) {
          kernels.max(a, off[pixel], off[pixel].length, x, y, batch);
        } else {
          average(a, off[pixel], x, y, batch);
        }
      }
    }
  }

  /** Of a single example: a kernel's call for every pixel would cost more than the maximum. */
  private void maxOfOne(float[] a) {
    for (int c = 0; c < in.channels(); c++) {
      int x = in.origin() + c * in.channel();
      int pixel = 0;
      for (int p = 0; p < out.height(); p++) {
        int y = out.origin() + c * out.channel() + p * out.row();
        for (int q = 0; q < out.width(); q++) {
          int[] window = off[pixel++];
          float m = a[x + window[0]];
          int t = 1;
          for (; t + 3 <= window.length; t += 3) {
            float v = Math.max(a[x + window[t]], a[x + window[t + 1]]);
            m = Math.max(Math.max(m, a[x + window[t + 2]]), v);
          }
          for (; t < window.length; t++) {
            m = Math.max(m, a[x + window[t]]);
          }
          a[y + q] = m;
        }
      }
    }
  }

  private void average(float[] a, int[] window, int x, int y, int batch) {
    System.arraycopy(a, x + window[0], a, y, batch);
    for (int t = 1; t < window.length; t++) {
      kernels.add(a, x + window[t], y, batch);
    }
    kernels.affine(a, y, y, batch, 1f / window.length, 0f);
  }

  @Override
  public void backward(Pass pass) {
    if (!needsInputGradient) {
      return;
    }
    float[] a = pass.a();
    int batch = in.batch();
    if (!add) {
      Arrays.fill(a, in.gradient(), in.gradient() + in.gradientSize(), 0f);
    }
    for (int c = 0; c < in.channels(); c++) {
      int dx = in.gradient() + c * in.gradientChannel();
      for (int pixel = 0; pixel < off.length; pixel++) {
        int d = out.gradient() + c * out.gradientChannel() + pixel * batch;
        if (max) {
          int y =
              out.origin()
                  + c * out.channel()
                  + pixel / out.width() * out.row()
                  + pixel % out.width() * batch;
          kernels.maxBack(
              a,
              off[pixel],
              gradientOff[pixel],
              off[pixel].length,
              in.origin() + c * in.channel(),
              y,
              d,
              dx,
              batch);
        } else {
          kernels.affine(a, d, d, batch, 1f / off[pixel].length, 0f);
          for (int t : gradientOff[pixel]) {
            kernels.add(a, d, dx + t, batch);
          }
        }
      }
    }
  }
}
