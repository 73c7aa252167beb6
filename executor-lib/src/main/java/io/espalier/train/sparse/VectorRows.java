package io.espalier.train.sparse;

import static io.espalier.train.sparse.VectorKernels.L;
import static io.espalier.train.sparse.VectorKernels.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Sparse rows by blocks of registers: one flat loop a method, accumulators as local variables. What
 * comes from memory is the second factor: only there C2 lets the multiply-add load it itself.
 */
final class VectorRows {
  private VectorRows() {}

  static void row8(
      float[] a,
      int[] off,
      float[] w,
      int wBase,
      int from,
      int to,
      float bias,
      int x,
      int y,
      boolean relu) {
    FloatVector s0 = FloatVector.broadcast(S, bias);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    for (int k = from; k < to; k++) {
      int o = x + off[k];
      FloatVector v = FloatVector.broadcast(S, w[wBase + k]);
      s0 = v.fma(FloatVector.fromArray(S, a, o), s0);
      s1 = v.fma(FloatVector.fromArray(S, a, o + L), s1);
      s2 = v.fma(FloatVector.fromArray(S, a, o + 2 * L), s2);
      s3 = v.fma(FloatVector.fromArray(S, a, o + 3 * L), s3);
      s4 = v.fma(FloatVector.fromArray(S, a, o + 4 * L), s4);
      s5 = v.fma(FloatVector.fromArray(S, a, o + 5 * L), s5);
      s6 = v.fma(FloatVector.fromArray(S, a, o + 6 * L), s6);
      s7 = v.fma(FloatVector.fromArray(S, a, o + 7 * L), s7);
    }
    store(a, y, s0, relu);
    store(a, y + L, s1, relu);
    store(a, y + 2 * L, s2, relu);
    store(a, y + 3 * L, s3, relu);
    store(a, y + 4 * L, s4, relu);
    store(a, y + 5 * L, s5, relu);
    store(a, y + 6 * L, s6, relu);
    store(a, y + 7 * L, s7, relu);
  }

  static void row4(
      float[] a,
      int[] off,
      float[] w,
      int wBase,
      int from,
      int to,
      float bias,
      int x,
      int y,
      boolean relu) {
    FloatVector s0 = FloatVector.broadcast(S, bias);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int k = from; k < to; k++) {
      int o = x + off[k];
      FloatVector v = FloatVector.broadcast(S, w[wBase + k]);
      s0 = v.fma(FloatVector.fromArray(S, a, o), s0);
      s1 = v.fma(FloatVector.fromArray(S, a, o + L), s1);
      s2 = v.fma(FloatVector.fromArray(S, a, o + 2 * L), s2);
      s3 = v.fma(FloatVector.fromArray(S, a, o + 3 * L), s3);
    }
    store(a, y, s0, relu);
    store(a, y + L, s1, relu);
    store(a, y + 2 * L, s2, relu);
    store(a, y + 3 * L, s3, relu);
  }

  static void row1(
      float[] a,
      int[] off,
      float[] w,
      int wBase,
      int from,
      int to,
      float bias,
      int x,
      int y,
      boolean relu) {
    FloatVector s0 = FloatVector.broadcast(S, bias);
    for (int k = from; k < to; k++) {
      FloatVector v = FloatVector.broadcast(S, w[wBase + k]);
      s0 = v.fma(FloatVector.fromArray(S, a, x + off[k]), s0);
    }
    store(a, y, s0, relu);
  }

  static void store(float[] a, int y, FloatVector s, boolean relu) {
    (relu ? rectified(s) : s).intoArray(a, y);
  }

  /**
   * As {@link Math#max} with 0, also of NaN and -0, but in two instructions where it takes five.
   */
  static FloatVector rectified(FloatVector s) {
    FloatVector zero = FloatVector.zero(S);
    return s.blend(zero, s.compare(VectorOperators.LE, zero));
  }

  static FloatVector initial(float[] a, int y, boolean add) {
    return add ? FloatVector.fromArray(S, a, y) : FloatVector.zero(S);
  }

  static void column8(
      float[] a,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int from,
      int to,
      int x,
      int y,
      boolean add) {
    FloatVector s0 = initial(a, y, add);
    FloatVector s1 = initial(a, y + L, add);
    FloatVector s2 = initial(a, y + 2 * L, add);
    FloatVector s3 = initial(a, y + 3 * L, add);
    FloatVector s4 = initial(a, y + 4 * L, add);
    FloatVector s5 = initial(a, y + 5 * L, add);
    FloatVector s6 = initial(a, y + 6 * L, add);
    FloatVector s7 = initial(a, y + 7 * L, add);
    for (int k = from; k < to; k++) {
      int o = x + off[k];
      FloatVector v = FloatVector.broadcast(S, w[wBase + at[k]]);
      s0 = v.fma(FloatVector.fromArray(S, a, o), s0);
      s1 = v.fma(FloatVector.fromArray(S, a, o + L), s1);
      s2 = v.fma(FloatVector.fromArray(S, a, o + 2 * L), s2);
      s3 = v.fma(FloatVector.fromArray(S, a, o + 3 * L), s3);
      s4 = v.fma(FloatVector.fromArray(S, a, o + 4 * L), s4);
      s5 = v.fma(FloatVector.fromArray(S, a, o + 5 * L), s5);
      s6 = v.fma(FloatVector.fromArray(S, a, o + 6 * L), s6);
      s7 = v.fma(FloatVector.fromArray(S, a, o + 7 * L), s7);
    }
    s0.intoArray(a, y);
    s1.intoArray(a, y + L);
    s2.intoArray(a, y + 2 * L);
    s3.intoArray(a, y + 3 * L);
    s4.intoArray(a, y + 4 * L);
    s5.intoArray(a, y + 5 * L);
    s6.intoArray(a, y + 6 * L);
    s7.intoArray(a, y + 7 * L);
  }

  static void column4(
      float[] a,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int from,
      int to,
      int x,
      int y,
      boolean add) {
    FloatVector s0 = initial(a, y, add);
    FloatVector s1 = initial(a, y + L, add);
    FloatVector s2 = initial(a, y + 2 * L, add);
    FloatVector s3 = initial(a, y + 3 * L, add);
    for (int k = from; k < to; k++) {
      int o = x + off[k];
      FloatVector v = FloatVector.broadcast(S, w[wBase + at[k]]);
      s0 = v.fma(FloatVector.fromArray(S, a, o), s0);
      s1 = v.fma(FloatVector.fromArray(S, a, o + L), s1);
      s2 = v.fma(FloatVector.fromArray(S, a, o + 2 * L), s2);
      s3 = v.fma(FloatVector.fromArray(S, a, o + 3 * L), s3);
    }
    s0.intoArray(a, y);
    s1.intoArray(a, y + L);
    s2.intoArray(a, y + 2 * L);
    s3.intoArray(a, y + 3 * L);
  }

  static void column1(
      float[] a,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int from,
      int to,
      int x,
      int y,
      boolean add) {
    FloatVector s0 = initial(a, y, add);
    for (int k = from; k < to; k++) {
      FloatVector v = FloatVector.broadcast(S, w[wBase + at[k]]);
      s0 = v.fma(FloatVector.fromArray(S, a, x + off[k]), s0);
    }
    s0.intoArray(a, y);
  }
}
