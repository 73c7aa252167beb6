package io.espalier.train.sparse;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The forward loops of a single example, for any number of lanes: an output row's pixels are the
 * lanes, the last vector overlapping the one before; rows of a single pixel add up in four scalar
 * chains. Other bits than the batch's kernels, and for inference alone; what is not hot is scalar.
 */
final class PixelKernels extends ScalarKernels {
  private static final VectorSpecies<Float> S =
      FloatVector.SPECIES_PREFERRED.length() < 8
          ? FloatVector.SPECIES_128
          : FloatVector.SPECIES_256;

  private static final int L = S.length();

  @Override
  public String name() {
    return "pixels " + S.vectorBitSize();
  }

  @Override
  public void forward(
      float[] a,
      int rows,
      int[] ptr,
      int[] off,
      float[] w,
      int wBase,
      int bias,
      int x,
      int y,
      int yStride,
      int lanes,
      boolean relu) {
    if (lanes >= L) {
      for (int r = 0; r < rows; r++) {
        float b = bias < 0 ? 0f : w[bias + r];
        wide(a, ptr[r], ptr[r + 1], off, w, wBase, b, x, y + r * yStride, lanes, relu);
      }
      return;
    }
    for (int r = 0; r < rows; r++) {
      float b = bias < 0 ? 0f : w[bias + r];
      for (int i = 0; i < lanes; i++) {
        float v = b + row(a, ptr[r], ptr[r + 1], off, w, wBase, x + i);
        a[y + r * yStride + i] = relu && v < 0 ? 0f : v;
      }
    }
  }

  /** Four chains, so that an addition need not wait for the one before. */
  private static float row(float[] a, int from, int to, int[] off, float[] w, int wBase, int x) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int k = from;
    for (; k < to - 3; k += 4) {
      s0 = Math.fma(a[x + off[k]], w[wBase + k], s0);
      s1 = Math.fma(a[x + off[k + 1]], w[wBase + k + 1], s1);
      s2 = Math.fma(a[x + off[k + 2]], w[wBase + k + 2], s2);
      s3 = Math.fma(a[x + off[k + 3]], w[wBase + k + 3], s3);
    }
    for (; k < to; k++) {
      s0 = Math.fma(a[x + off[k]], w[wBase + k], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static void wide(
      float[] a,
      int from,
      int to,
      int[] off,
      float[] w,
      int wBase,
      float bias,
      int x,
      int y,
      int lanes,
      boolean relu) {
    int i = 0;
    for (; i + 3 * L <= lanes; i += 3 * L) {
      three(a, from, to, off, w, wBase, bias, x + i, y + i, relu);
    }
    for (; i < lanes; i += L) {
      int at = Math.min(i, lanes - L);
      one(a, from, to, off, w, wBase, bias, x + at, y + at, relu);
    }
  }

  private static void three(
      float[] a,
      int from,
      int to,
      int[] off,
      float[] w,
      int wBase,
      float bias,
      int x,
      int y,
      boolean relu) {
    FloatVector s0 = FloatVector.broadcast(S, bias);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    for (int k = from; k < to; k++) {
      FloatVector v = FloatVector.broadcast(S, w[wBase + k]);
      int at = x + off[k];
      s0 = FloatVector.fromArray(S, a, at).fma(v, s0);
      s1 = FloatVector.fromArray(S, a, at + L).fma(v, s1);
      s2 = FloatVector.fromArray(S, a, at + 2 * L).fma(v, s2);
    }
    store(s0, a, y, relu);
    store(s1, a, y + L, relu);
    store(s2, a, y + 2 * L, relu);
  }

  private static void one(
      float[] a,
      int from,
      int to,
      int[] off,
      float[] w,
      int wBase,
      float bias,
      int x,
      int y,
      boolean relu) {
    FloatVector s0 = FloatVector.broadcast(S, bias);
    FloatVector s1 = FloatVector.zero(S);
    FloatVector s2 = s1;
    FloatVector s3 = s1;
    int k = from;
    for (; k < to - 3; k += 4) {
      s0 = term(a, x + off[k], w[wBase + k], s0);
      s1 = term(a, x + off[k + 1], w[wBase + k + 1], s1);
      s2 = term(a, x + off[k + 2], w[wBase + k + 2], s2);
      s3 = term(a, x + off[k + 3], w[wBase + k + 3], s3);
    }
    for (; k < to; k++) {
      s0 = term(a, x + off[k], w[wBase + k], s0);
    }
    store(s0.add(s1).add(s2.add(s3)), a, y, relu);
  }

  private static FloatVector term(float[] a, int x, float w, FloatVector sum) {
    return FloatVector.fromArray(S, a, x).fma(FloatVector.broadcast(S, w), sum);
  }

  private static void store(FloatVector v, float[] a, int at, boolean relu) {
    (relu ? v.max(0f) : v).intoArray(a, at);
  }

  @Override
  public void block(
      float[] a,
      int rows,
      int from,
      int to,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int rowStride,
      float[] biases,
      int bias,
      int x,
      int y,
      int yStride,
      int lanes,
      boolean relu,
      boolean add,
      int panel) {
    boolean lying = lanes == 1 && off[to - 1] - off[from] == to - 1 - from;
    if (add || (lanes < L && !lying)) {
      super.block(
          a, rows, from, to, off, at, w, wBase, rowStride, biases, bias, x, y, yStride, lanes, relu,
          add, panel);
      return;
    }
    for (int r = 0; r < rows; r++) {
      float b = bias < 0 ? 0f : biases[bias + r];
      int row = wBase + r * rowStride;
      if (lying) {
        float v = b + dot(a, x + off[from], w, row + (at == null ? from : at[from]), to - from);
        a[y + r * yStride] = relu && v < 0 ? 0f : v;
      } else {
        // A whole matrix's rows are taps in order: the same loop as what survives.
        wide(a, from, to, off, w, row, b, x, y + r * yStride, lanes, relu);
      }
    }
  }

  private static float dot(float[] a, int x, float[] w, int from, int n) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i + 4 * L <= n; i += 4 * L) {
      s0 = FloatVector.fromArray(S, w, from + i).fma(FloatVector.fromArray(S, a, x + i), s0);
      s1 =
          FloatVector.fromArray(S, w, from + i + L).fma(FloatVector.fromArray(S, a, x + i + L), s1);
      s2 =
          FloatVector.fromArray(S, w, from + i + 2 * L)
              .fma(FloatVector.fromArray(S, a, x + i + 2 * L), s2);
      s3 =
          FloatVector.fromArray(S, w, from + i + 3 * L)
              .fma(FloatVector.fromArray(S, a, x + i + 3 * L), s3);
    }
    float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      sum = Math.fma(a[x + i], w[from + i], sum);
    }
    return sum;
  }
}
