package io.espalier.train.sparse;

import static io.espalier.train.sparse.Kernels.WIDTH;
import static io.espalier.train.sparse.VectorKernels.L;
import static io.espalier.train.sparse.VectorKernels.S;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** What is done to each value by itself. */
final class VectorElements {
  private VectorElements() {}

  static void reluBack(float[] a, int y, int d, int n) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < n; i += L) {
      VectorMask<Float> on = FloatVector.fromArray(S, a, y + i).compare(GT, zero);
      zero.blend(FloatVector.fromArray(S, a, d + i), on).intoArray(a, d + i);
    }
  }

  static void add(float[] a, int x, int y, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector.fromArray(S, a, y + i)
          .add(FloatVector.fromArray(S, a, x + i))
          .intoArray(a, y + i);
    }
  }

  static void affine(float[] a, int x, int y, int n, float scale, float shift) {
    FloatVector s = FloatVector.broadcast(S, scale);
    FloatVector t = FloatVector.broadcast(S, shift);
    for (int i = 0; i < n; i += L) {
      FloatVector.fromArray(S, a, x + i).fma(s, t).intoArray(a, y + i);
    }
  }

  static void laneProducts(float[] a, int x, float shiftX, int d, float shiftD, int n, int sums) {
    FloatVector s = FloatVector.fromArray(S, a, sums);
    FloatVector sx = FloatVector.broadcast(S, shiftX);
    FloatVector sd = FloatVector.broadcast(S, shiftD);
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector u = FloatVector.fromArray(S, a, x + i).sub(sx);
      s = u.fma(FloatVector.fromArray(S, a, d + i).sub(sd), s);
    }
    s.intoArray(a, sums);
  }

  static void combine(
      float[] a,
      int d,
      float scale,
      int x,
      float shift,
      float slope,
      float level,
      int y,
      int n,
      boolean add) {
    FloatVector s = FloatVector.broadcast(S, scale);
    FloatVector t = FloatVector.broadcast(S, shift);
    FloatVector u = FloatVector.broadcast(S, slope);
    FloatVector v = FloatVector.broadcast(S, level);
    for (int i = 0; i < n; i += L) {
      FloatVector r =
          FloatVector.fromArray(S, a, d + i)
              .fma(s, FloatVector.fromArray(S, a, x + i).sub(t).fma(u, v));
      (add ? FloatVector.fromArray(S, a, y + i).add(r) : r).intoArray(a, y + i);
    }
  }

  static void max(float[] a, int x0, int x1, int x2, int x3, int y, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector m = FloatVector.fromArray(S, a, x0 + i).max(FloatVector.fromArray(S, a, x1 + i));
      FloatVector v = FloatVector.fromArray(S, a, x2 + i).max(FloatVector.fromArray(S, a, x3 + i));
      m.max(v).intoArray(a, y + i);
    }
  }

  static void maxBack(float[] a, int x, int y, int d, int dx, int n) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < n; i += L) {
      VectorMask<Float> here =
          FloatVector.fromArray(S, a, x + i).compare(EQ, FloatVector.fromArray(S, a, y + i));
      FloatVector rest = FloatVector.fromArray(S, a, d + i);
      FloatVector.fromArray(S, a, dx + i).add(zero.blend(rest, here)).intoArray(a, dx + i);
      rest.blend(zero, here).intoArray(a, d + i);
    }
  }
}
