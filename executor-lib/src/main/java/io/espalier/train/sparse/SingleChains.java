package io.espalier.train.sparse;

import static io.espalier.train.sparse.Kernels.CHAINS;

/**
 * Eight sums at once in scalar arithmetic, each in the order of its taps: as many as keep the
 * processor busy while an addition waits for the one before.
 */
final class SingleChains {
  private SingleChains() {}

  /** Eight rows that each have taps of their own. */
  static void rows(
      float[] a,
      int from,
      int to,
      int[] off,
      float[] w,
      float[] start,
      int[] into,
      int row,
      boolean relu) {
    float s0 = start[row];
    float s1 = start[row + 1];
    float s2 = start[row + 2];
    float s3 = start[row + 3];
    float s4 = start[row + 4];
    float s5 = start[row + 5];
    float s6 = start[row + 6];
    float s7 = start[row + 7];
    for (int k = from * CHAINS; k < to * CHAINS; k += CHAINS) {
      s0 = Math.fma(a[off[k]], w[k], s0);
      s1 = Math.fma(a[off[k + 1]], w[k + 1], s1);
      s2 = Math.fma(a[off[k + 2]], w[k + 2], s2);
      s3 = Math.fma(a[off[k + 3]], w[k + 3], s3);
      s4 = Math.fma(a[off[k + 4]], w[k + 4], s4);
      s5 = Math.fma(a[off[k + 5]], w[k + 5], s5);
      s6 = Math.fma(a[off[k + 6]], w[k + 6], s6);
      s7 = Math.fma(a[off[k + 7]], w[k + 7], s7);
    }
    store(a, into, row, 0, s0, s1, s2, s3, s4, s5, s6, s7, relu);
  }

  /** One filter at eight pixels. */
  static void pixels(
      float[] a,
      int from,
      int to,
      int[] off,
      float[] w,
      int wBase,
      float bias,
      int[] xAt,
      int[] yAt,
      int first,
      int y,
      boolean relu) {
    int x0 = xAt[first];
    int x1 = xAt[first + 1];
    int x2 = xAt[first + 2];
    int x3 = xAt[first + 3];
    int x4 = xAt[first + 4];
    int x5 = xAt[first + 5];
    int x6 = xAt[first + 6];
    int x7 = xAt[first + 7];
    float s0 = bias;
    float s1 = bias;
    float s2 = bias;
    float s3 = bias;
    float s4 = bias;
    float s5 = bias;
    float s6 = bias;
    float s7 = bias;
    for (int k = from; k < to; k++) {
      int o = off[k];
      float v = w[wBase + k];
      s0 = Math.fma(a[x0 + o], v, s0);
      s1 = Math.fma(a[x1 + o], v, s1);
      s2 = Math.fma(a[x2 + o], v, s2);
      s3 = Math.fma(a[x3 + o], v, s3);
      s4 = Math.fma(a[x4 + o], v, s4);
      s5 = Math.fma(a[x5 + o], v, s5);
      s6 = Math.fma(a[x6 + o], v, s6);
      s7 = Math.fma(a[x7 + o], v, s7);
    }
    store(a, yAt, first, y, s0, s1, s2, s3, s4, s5, s6, s7, relu);
  }

  private static void store(
      float[] a,
      int[] into,
      int first,
      int y,
      float s0,
      float s1,
      float s2,
      float s3,
      float s4,
      float s5,
      float s6,
      float s7,
      boolean relu) {
    a[y + into[first]] = relu ? Math.max(s0, 0f) : s0;
    a[y + into[first + 1]] = relu ? Math.max(s1, 0f) : s1;
    a[y + into[first + 2]] = relu ? Math.max(s2, 0f) : s2;
    a[y + into[first + 3]] = relu ? Math.max(s3, 0f) : s3;
    a[y + into[first + 4]] = relu ? Math.max(s4, 0f) : s4;
    a[y + into[first + 5]] = relu ? Math.max(s5, 0f) : s5;
    a[y + into[first + 6]] = relu ? Math.max(s6, 0f) : s6;
    a[y + into[first + 7]] = relu ? Math.max(s7, 0f) : s7;
  }
}
