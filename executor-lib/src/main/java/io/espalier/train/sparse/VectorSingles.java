package io.espalier.train.sparse;

import static io.espalier.train.sparse.Kernels.COLUMN;
import static io.espalier.train.sparse.Kernels.TILE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A single example's loops; registers of at most a tile's lanes, whatever the batch's are. */
final class VectorSingles {
  private static final VectorSpecies<Float> S =
      VectorKernels.L < TILE ? FloatVector.SPECIES_128 : FloatVector.SPECIES_256;

  private static final int L = S.length();

  private VectorSingles() {}

  /** One filter at eight tiles. */
  static void tiles(
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
    for (int half = 0; half < TILE; half += L) {
      tiles(
          a,
          from,
          to,
          off,
          w,
          wBase,
          bias,
          xAt[first] + half,
          xAt[first + 1] + half,
          xAt[first + 2] + half,
          xAt[first + 3] + half,
          xAt[first + 4] + half,
          xAt[first + 5] + half,
          xAt[first + 6] + half,
          xAt[first + 7] + half,
          yAt,
          first,
          y + half,
          relu);
    }
  }

  private static void tiles(
      float[] a,
      int from,
      int to,
      int[] off,
      float[] w,
      int wBase,
      float bias,
      int x0,
      int x1,
      int x2,
      int x3,
      int x4,
      int x5,
      int x6,
      int x7,
      int[] yAt,
      int first,
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
      int o = off[k];
      FloatVector v = FloatVector.broadcast(S, w[wBase + k]);
      s0 = v.fma(FloatVector.fromArray(S, a, x0 + o), s0);
      s1 = v.fma(FloatVector.fromArray(S, a, x1 + o), s1);
      s2 = v.fma(FloatVector.fromArray(S, a, x2 + o), s2);
      s3 = v.fma(FloatVector.fromArray(S, a, x3 + o), s3);
      s4 = v.fma(FloatVector.fromArray(S, a, x4 + o), s4);
      s5 = v.fma(FloatVector.fromArray(S, a, x5 + o), s5);
      s6 = v.fma(FloatVector.fromArray(S, a, x6 + o), s6);
      s7 = v.fma(FloatVector.fromArray(S, a, x7 + o), s7);
    }
    store(a, y + yAt[first], s0, relu);
    store(a, y + yAt[first + 1], s1, relu);
    store(a, y + yAt[first + 2], s2, relu);
    store(a, y + yAt[first + 3], s3, relu);
    store(a, y + yAt[first + 4], s4, relu);
    store(a, y + yAt[first + 5], s5, relu);
    store(a, y + yAt[first + 6], s6, relu);
    store(a, y + yAt[first + 7], s7, relu);
  }

  /** The rows of one group that share their taps. */
  static void column(
      float[] a,
      int from,
      int to,
      int[] off,
      float[] w,
      float[] start,
      int group,
      int y,
      boolean relu) {
    for (int half = 0; half < COLUMN; half += 2 * L) {
      FloatVector s0 = FloatVector.fromArray(S, start, group + half);
      FloatVector s1 = FloatVector.fromArray(S, start, group + half + L);
      for (int k = from; k < to; k++) {
        FloatVector x = FloatVector.broadcast(S, a[off[k]]);
        s0 = x.fma(FloatVector.fromArray(S, w, k * COLUMN + half), s0);
        s1 = x.fma(FloatVector.fromArray(S, w, k * COLUMN + half + L), s1);
      }
      store(a, y + half, s0, relu);
      store(a, y + half + L, s1, relu);
    }
  }

  private static void store(float[] a, int y, FloatVector s, boolean relu) {
    (relu ? s.max(FloatVector.zero(S)) : s).intoArray(a, y);
  }
}
