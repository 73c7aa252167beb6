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
      s = d0.fma(FloatVector.fromArray(S, a, o), s);
      t = d1.fma(FloatVector.fromArray(S, a, o + L), t);
      s = d2.fma(FloatVector.fromArray(S, a, o + 2 * L), s);
      t = d3.fma(FloatVector.fromArray(S, a, o + 3 * L), t);
      s = d4.fma(FloatVector.fromArray(S, a, o + 4 * L), s);
      t = d5.fma(FloatVector.fromArray(S, a, o + 5 * L), t);
      s = d6.fma(FloatVector.fromArray(S, a, o + 6 * L), s);
      t = d7.fma(FloatVector.fromArray(S, a, o + 7 * L), t);
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
      s = d0.fma(FloatVector.fromArray(S, a, o), s);
      s = d1.fma(FloatVector.fromArray(S, a, o + WIDTH), s);
      s = d2.fma(FloatVector.fromArray(S, a, o + 2 * WIDTH), s);
      s = d3.fma(FloatVector.fromArray(S, a, o + 3 * WIDTH), s);
      s = d4.fma(FloatVector.fromArray(S, a, o + 4 * WIDTH), s);
      s = d5.fma(FloatVector.fromArray(S, a, o + 5 * WIDTH), s);
      s = d6.fma(FloatVector.fromArray(S, a, o + 6 * WIDTH), s);
      s = d7.fma(FloatVector.fromArray(S, a, o + 7 * WIDTH), s);
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
      s = d0.fma(FloatVector.fromArray(S, a, o), s);
      s = d1.fma(FloatVector.fromArray(S, a, o + WIDTH), s);
      s = d2.fma(FloatVector.fromArray(S, a, o + 2 * WIDTH), s);
      s = d3.fma(FloatVector.fromArray(S, a, o + 3 * WIDTH), s);
      s.intoArray(a, at);
      at += WIDTH;
    }
  }

  static void sampled1(float[] a, int[] off, int from, int to, int x, int d, int sums) {
    FloatVector d0 = FloatVector.fromArray(S, a, d);
    int at = sums;
    for (int k = from; k < to; k++) {
      FloatVector s = FloatVector.fromArray(S, a, at);
      d0.fma(FloatVector.fromArray(S, a, x + off[k]), s).intoArray(a, at);
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
