package io.espalier.train.sparse;

import static io.espalier.train.sparse.Kernels.WIDTH;
import static io.espalier.train.sparse.VectorKernels.L;
import static io.espalier.train.sparse.VectorKernels.S;

import jdk.incubator.vector.FloatVector;

/**
 * Both gradients of one input's taps where a register is half the virtual lanes, which is where
 * processors have sixteen: eight hold the input's gradient, and the input, which is in the first
 * cache, is the multiply-add's operand in memory. Held in registers as well, C2 spills them: 2 to
 * 17% slower in dense layers, 16 to 38% in convolutions.
 */
final class VectorFusedHalf {
  private VectorFusedHalf() {}

  static void column8(
      float[] a,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int from,
      int to,
      int d,
      int x,
      int y,
      boolean add,
      int sums,
      boolean first,
      boolean last) {
    FloatVector y0 = VectorRows.initial(a, y, add);
    FloatVector y1 = VectorRows.initial(a, y + L, add);
    FloatVector y2 = VectorRows.initial(a, y + 2 * L, add);
    FloatVector y3 = VectorRows.initial(a, y + 3 * L, add);
    FloatVector y4 = VectorRows.initial(a, y + 4 * L, add);
    FloatVector y5 = VectorRows.initial(a, y + 5 * L, add);
    FloatVector y6 = VectorRows.initial(a, y + 6 * L, add);
    FloatVector y7 = VectorRows.initial(a, y + 7 * L, add);
    int sum = sums;
    for (int k = from; k < to; k++) {
      int o = d + off[k];
      FloatVector v = FloatVector.broadcast(S, w[wBase + at[k]]);
      FloatVector s = VectorRows.initial(a, sum, !first);
      FloatVector t = VectorRows.initial(a, sum + L, !first);
      FloatVector d0 = FloatVector.fromArray(S, a, o);
      s = d0.fma(FloatVector.fromArray(S, a, x), s);
      y0 = v.fma(d0, y0);
      FloatVector d1 = FloatVector.fromArray(S, a, o + L);
      t = d1.fma(FloatVector.fromArray(S, a, x + L), t);
      y1 = v.fma(d1, y1);
      FloatVector d2 = FloatVector.fromArray(S, a, o + 2 * L);
      s = d2.fma(FloatVector.fromArray(S, a, x + 2 * L), s);
      y2 = v.fma(d2, y2);
      FloatVector d3 = FloatVector.fromArray(S, a, o + 3 * L);
      t = d3.fma(FloatVector.fromArray(S, a, x + 3 * L), t);
      y3 = v.fma(d3, y3);
      FloatVector d4 = FloatVector.fromArray(S, a, o + 4 * L);
      s = d4.fma(FloatVector.fromArray(S, a, x + 4 * L), s);
      y4 = v.fma(d4, y4);
      FloatVector d5 = FloatVector.fromArray(S, a, o + 5 * L);
      t = d5.fma(FloatVector.fromArray(S, a, x + 5 * L), t);
      y5 = v.fma(d5, y5);
      FloatVector d6 = FloatVector.fromArray(S, a, o + 6 * L);
      s = d6.fma(FloatVector.fromArray(S, a, x + 6 * L), s);
      y6 = v.fma(d6, y6);
      FloatVector d7 = FloatVector.fromArray(S, a, o + 7 * L);
      t = d7.fma(FloatVector.fromArray(S, a, x + 7 * L), t);
      y7 = v.fma(d7, y7);
      if (last) {
        s.add(t).intoArray(a, sum);
      } else {
        s.intoArray(a, sum);
        t.intoArray(a, sum + L);
      }
      sum += WIDTH;
    }
    y0.intoArray(a, y);
    y1.intoArray(a, y + L);
    y2.intoArray(a, y + 2 * L);
    y3.intoArray(a, y + 3 * L);
    y4.intoArray(a, y + 4 * L);
    y5.intoArray(a, y + 5 * L);
    y6.intoArray(a, y + 6 * L);
    y7.intoArray(a, y + 7 * L);
  }

  static void column4(
      float[] a,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int from,
      int to,
      int d,
      int x,
      int y,
      boolean add,
      int sums,
      boolean first,
      boolean last) {
    FloatVector y0 = VectorRows.initial(a, y, add);
    FloatVector y1 = VectorRows.initial(a, y + L, add);
    FloatVector y2 = VectorRows.initial(a, y + 2 * L, add);
    FloatVector y3 = VectorRows.initial(a, y + 3 * L, add);
    int sum = sums;
    for (int k = from; k < to; k++) {
      int o = d + off[k];
      FloatVector v = FloatVector.broadcast(S, w[wBase + at[k]]);
      FloatVector s = VectorRows.initial(a, sum, !first);
      FloatVector t = VectorRows.initial(a, sum + L, !first);
      FloatVector d0 = FloatVector.fromArray(S, a, o);
      s = d0.fma(FloatVector.fromArray(S, a, x), s);
      y0 = v.fma(d0, y0);
      FloatVector d1 = FloatVector.fromArray(S, a, o + L);
      t = d1.fma(FloatVector.fromArray(S, a, x + L), t);
      y1 = v.fma(d1, y1);
      FloatVector d2 = FloatVector.fromArray(S, a, o + 2 * L);
      s = d2.fma(FloatVector.fromArray(S, a, x + 2 * L), s);
      y2 = v.fma(d2, y2);
      FloatVector d3 = FloatVector.fromArray(S, a, o + 3 * L);
      t = d3.fma(FloatVector.fromArray(S, a, x + 3 * L), t);
      y3 = v.fma(d3, y3);
      if (last) {
        s.add(t).intoArray(a, sum);
      } else {
        s.intoArray(a, sum);
        t.intoArray(a, sum + L);
      }
      sum += WIDTH;
    }
    y0.intoArray(a, y);
    y1.intoArray(a, y + L);
    y2.intoArray(a, y + 2 * L);
    y3.intoArray(a, y + 3 * L);
  }

  static void column2(
      float[] a,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int from,
      int to,
      int d,
      int x,
      int y,
      boolean add,
      int sums,
      boolean first,
      boolean last) {
    FloatVector y0 = VectorRows.initial(a, y, add);
    FloatVector y1 = VectorRows.initial(a, y + L, add);
    int sum = sums;
    for (int k = from; k < to; k++) {
      int o = d + off[k];
      FloatVector v = FloatVector.broadcast(S, w[wBase + at[k]]);
      FloatVector s = VectorRows.initial(a, sum, !first);
      FloatVector t = VectorRows.initial(a, sum + L, !first);
      FloatVector d0 = FloatVector.fromArray(S, a, o);
      s = d0.fma(FloatVector.fromArray(S, a, x), s);
      y0 = v.fma(d0, y0);
      FloatVector d1 = FloatVector.fromArray(S, a, o + L);
      t = d1.fma(FloatVector.fromArray(S, a, x + L), t);
      y1 = v.fma(d1, y1);
      if (last) {
        s.add(t).intoArray(a, sum);
      } else {
        s.intoArray(a, sum);
        t.intoArray(a, sum + L);
      }
      sum += WIDTH;
    }
    y0.intoArray(a, y);
    y1.intoArray(a, y + L);
  }

  static void window8(
      float[] a,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int from,
      int to,
      int d,
      int x,
      int y,
      boolean add,
      int sums) {
    FloatVector y0 = VectorRows.initial(a, y, add);
    FloatVector y1 = VectorRows.initial(a, y + L, add);
    FloatVector y2 = VectorRows.initial(a, y + 2 * L, add);
    FloatVector y3 = VectorRows.initial(a, y + 3 * L, add);
    FloatVector y4 = VectorRows.initial(a, y + 4 * L, add);
    FloatVector y5 = VectorRows.initial(a, y + 5 * L, add);
    FloatVector y6 = VectorRows.initial(a, y + 6 * L, add);
    FloatVector y7 = VectorRows.initial(a, y + 7 * L, add);
    for (int k = from; k < to; k++) {
      int o = d + off[k];
      int tap = at[k];
      int sum = sums + tap * WIDTH;
      FloatVector v = FloatVector.broadcast(S, w[wBase + tap]);
      FloatVector s = FloatVector.fromArray(S, a, sum);
      FloatVector t = FloatVector.fromArray(S, a, sum + L);
      FloatVector d0 = FloatVector.fromArray(S, a, o);
      s = d0.fma(FloatVector.fromArray(S, a, x), s);
      y0 = v.fma(d0, y0);
      FloatVector d1 = FloatVector.fromArray(S, a, o + L);
      t = d1.fma(FloatVector.fromArray(S, a, x + L), t);
      y1 = v.fma(d1, y1);
      FloatVector d2 = FloatVector.fromArray(S, a, o + 2 * L);
      s = d2.fma(FloatVector.fromArray(S, a, x + 2 * L), s);
      y2 = v.fma(d2, y2);
      FloatVector d3 = FloatVector.fromArray(S, a, o + 3 * L);
      t = d3.fma(FloatVector.fromArray(S, a, x + 3 * L), t);
      y3 = v.fma(d3, y3);
      FloatVector d4 = FloatVector.fromArray(S, a, o + 4 * L);
      s = d4.fma(FloatVector.fromArray(S, a, x + 4 * L), s);
      y4 = v.fma(d4, y4);
      FloatVector d5 = FloatVector.fromArray(S, a, o + 5 * L);
      t = d5.fma(FloatVector.fromArray(S, a, x + 5 * L), t);
      y5 = v.fma(d5, y5);
      FloatVector d6 = FloatVector.fromArray(S, a, o + 6 * L);
      s = d6.fma(FloatVector.fromArray(S, a, x + 6 * L), s);
      y6 = v.fma(d6, y6);
      FloatVector d7 = FloatVector.fromArray(S, a, o + 7 * L);
      t = d7.fma(FloatVector.fromArray(S, a, x + 7 * L), t);
      y7 = v.fma(d7, y7);
      s.intoArray(a, sum);
      t.intoArray(a, sum + L);
    }
    y0.intoArray(a, y);
    y1.intoArray(a, y + L);
    y2.intoArray(a, y + 2 * L);
    y3.intoArray(a, y + 3 * L);
    y4.intoArray(a, y + 4 * L);
    y5.intoArray(a, y + 5 * L);
    y6.intoArray(a, y + 6 * L);
    y7.intoArray(a, y + 7 * L);
  }

  static void window4(
      float[] a,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int from,
      int to,
      int d,
      int x,
      int y,
      boolean add,
      int sums) {
    FloatVector y0 = VectorRows.initial(a, y, add);
    FloatVector y1 = VectorRows.initial(a, y + L, add);
    FloatVector y2 = VectorRows.initial(a, y + 2 * L, add);
    FloatVector y3 = VectorRows.initial(a, y + 3 * L, add);
    for (int k = from; k < to; k++) {
      int o = d + off[k];
      int tap = at[k];
      int sum = sums + tap * WIDTH;
      FloatVector v = FloatVector.broadcast(S, w[wBase + tap]);
      FloatVector s = FloatVector.fromArray(S, a, sum);
      FloatVector t = FloatVector.fromArray(S, a, sum + L);
      FloatVector d0 = FloatVector.fromArray(S, a, o);
      s = d0.fma(FloatVector.fromArray(S, a, x), s);
      y0 = v.fma(d0, y0);
      FloatVector d1 = FloatVector.fromArray(S, a, o + L);
      t = d1.fma(FloatVector.fromArray(S, a, x + L), t);
      y1 = v.fma(d1, y1);
      FloatVector d2 = FloatVector.fromArray(S, a, o + 2 * L);
      s = d2.fma(FloatVector.fromArray(S, a, x + 2 * L), s);
      y2 = v.fma(d2, y2);
      FloatVector d3 = FloatVector.fromArray(S, a, o + 3 * L);
      t = d3.fma(FloatVector.fromArray(S, a, x + 3 * L), t);
      y3 = v.fma(d3, y3);
      s.intoArray(a, sum);
      t.intoArray(a, sum + L);
    }
    y0.intoArray(a, y);
    y1.intoArray(a, y + L);
    y2.intoArray(a, y + 2 * L);
    y3.intoArray(a, y + 3 * L);
  }

  static void window2(
      float[] a,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int from,
      int to,
      int d,
      int x,
      int y,
      boolean add,
      int sums) {
    FloatVector y0 = VectorRows.initial(a, y, add);
    FloatVector y1 = VectorRows.initial(a, y + L, add);
    for (int k = from; k < to; k++) {
      int o = d + off[k];
      int tap = at[k];
      int sum = sums + tap * WIDTH;
      FloatVector v = FloatVector.broadcast(S, w[wBase + tap]);
      FloatVector s = FloatVector.fromArray(S, a, sum);
      FloatVector t = FloatVector.fromArray(S, a, sum + L);
      FloatVector d0 = FloatVector.fromArray(S, a, o);
      s = d0.fma(FloatVector.fromArray(S, a, x), s);
      y0 = v.fma(d0, y0);
      FloatVector d1 = FloatVector.fromArray(S, a, o + L);
      t = d1.fma(FloatVector.fromArray(S, a, x + L), t);
      y1 = v.fma(d1, y1);
      s.intoArray(a, sum);
      t.intoArray(a, sum + L);
    }
    y0.intoArray(a, y);
    y1.intoArray(a, y + L);
  }
}
