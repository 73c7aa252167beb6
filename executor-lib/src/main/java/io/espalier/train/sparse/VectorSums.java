package io.espalier.train.sparse;

import static io.espalier.train.sparse.Kernels.WIDTH;
import static io.espalier.train.sparse.VectorKernels.L;
import static io.espalier.train.sparse.VectorKernels.S;

import jdk.incubator.vector.FloatVector;

/** Gradients of single weights: products summed in virtual lanes that lie in memory. */
final class VectorSums {
  private VectorSums() {}

  /** Registers of half the virtual lanes: four groups, both halves at once. */
  static void sampledPairs(float[] a, int[] off, int from, int to, int x, int d, int sums) {
    FloatVector d0 = FloatVector.fromArray(S, a, d);
    FloatVector d1 = FloatVector.fromArray(S, a, d + L);
    FloatVector d2 = FloatVector.fromArray(S, a, d + 2 * L);
    FloatVector d3 = FloatVector.fromArray(S, a, d + 3 * L);
    FloatVector d4 = FloatVector.fromArray(S, a, d + 4 * L);
    FloatVector d5 = FloatVector.fromArray(S, a, d + 5 * L);
    FloatVector d6 = FloatVector.fromArray(S, a, d + 6 * L);
    FloatVector d7 = FloatVector.fromArray(S, a, d + 7 * L);
    int at = sums;
    for (int k = from; k < to; k++) {
      int o = x + off[k];
      FloatVector s = FloatVector.fromArray(S, a, at);
      FloatVector t = FloatVector.fromArray(S, a, at + L);
      s = FloatVector.fromArray(S, a, o).fma(d0, s);
      t = FloatVector.fromArray(S, a, o + L).fma(d1, t);
      s = FloatVector.fromArray(S, a, o + 2 * L).fma(d2, s);
      t = FloatVector.fromArray(S, a, o + 3 * L).fma(d3, t);
      s = FloatVector.fromArray(S, a, o + 4 * L).fma(d4, s);
      t = FloatVector.fromArray(S, a, o + 5 * L).fma(d5, t);
      s = FloatVector.fromArray(S, a, o + 6 * L).fma(d6, s);
      t = FloatVector.fromArray(S, a, o + 7 * L).fma(d7, t);
      s.intoArray(a, at);
      t.intoArray(a, at + L);
      at += WIDTH;
    }
  }

  /** Eight groups of virtual lanes, one register of each. */
  static void sampled8(float[] a, int[] off, int from, int to, int x, int d, int sums) {
    FloatVector d0 = FloatVector.fromArray(S, a, d);
    FloatVector d1 = FloatVector.fromArray(S, a, d + WIDTH);
    FloatVector d2 = FloatVector.fromArray(S, a, d + 2 * WIDTH);
    FloatVector d3 = FloatVector.fromArray(S, a, d + 3 * WIDTH);
    FloatVector d4 = FloatVector.fromArray(S, a, d + 4 * WIDTH);
    FloatVector d5 = FloatVector.fromArray(S, a, d + 5 * WIDTH);
    FloatVector d6 = FloatVector.fromArray(S, a, d + 6 * WIDTH);
    FloatVector d7 = FloatVector.fromArray(S, a, d + 7 * WIDTH);
    int at = sums;
    for (int k = from; k < to; k++) {
      int o = x + off[k];
      FloatVector s = FloatVector.fromArray(S, a, at);
      s = FloatVector.fromArray(S, a, o).fma(d0, s);
      s = FloatVector.fromArray(S, a, o + WIDTH).fma(d1, s);
      s = FloatVector.fromArray(S, a, o + 2 * WIDTH).fma(d2, s);
      s = FloatVector.fromArray(S, a, o + 3 * WIDTH).fma(d3, s);
      s = FloatVector.fromArray(S, a, o + 4 * WIDTH).fma(d4, s);
      s = FloatVector.fromArray(S, a, o + 5 * WIDTH).fma(d5, s);
      s = FloatVector.fromArray(S, a, o + 6 * WIDTH).fma(d6, s);
      s = FloatVector.fromArray(S, a, o + 7 * WIDTH).fma(d7, s);
      s.intoArray(a, at);
      at += WIDTH;
    }
  }

  /** Four groups of virtual lanes, one register of each. */
  static void sampled4(float[] a, int[] off, int from, int to, int x, int d, int sums) {
    FloatVector d0 = FloatVector.fromArray(S, a, d);
    FloatVector d1 = FloatVector.fromArray(S, a, d + WIDTH);
    FloatVector d2 = FloatVector.fromArray(S, a, d + 2 * WIDTH);
    FloatVector d3 = FloatVector.fromArray(S, a, d + 3 * WIDTH);
    int at = sums;
    for (int k = from; k < to; k++) {
      int o = x + off[k];
      FloatVector s = FloatVector.fromArray(S, a, at);
      s = FloatVector.fromArray(S, a, o).fma(d0, s);
      s = FloatVector.fromArray(S, a, o + WIDTH).fma(d1, s);
      s = FloatVector.fromArray(S, a, o + 2 * WIDTH).fma(d2, s);
      s = FloatVector.fromArray(S, a, o + 3 * WIDTH).fma(d3, s);
      s.intoArray(a, at);
      at += WIDTH;
    }
  }

  static void sampled1(float[] a, int[] off, int from, int to, int x, int d, int sums) {
    FloatVector d0 = FloatVector.fromArray(S, a, d);
    int at = sums;
    for (int k = from; k < to; k++) {
      FloatVector s = FloatVector.fromArray(S, a, at);
      FloatVector.fromArray(S, a, x + off[k]).fma(d0, s).intoArray(a, at);
      at += WIDTH;
    }
  }

  static void halve(float[] a, int sums, int count) {
    for (int at = sums; at < sums + count * WIDTH; at += WIDTH) {
      FloatVector.fromArray(S, a, at)
          .add(FloatVector.fromArray(S, a, at + WIDTH - L))
          .intoArray(a, at);
    }
  }

  static void rowSum(float[] a, int d, int lanes, int sums) {
    FloatVector s = FloatVector.fromArray(S, a, sums);
    for (int i = 0; i < lanes; i += WIDTH) {
      s = s.add(FloatVector.fromArray(S, a, d + i));
    }
    s.intoArray(a, sums);
  }
}
