package io.espalier.train.sparse;

import static io.espalier.train.sparse.Kernels.WIDTH;
import static io.espalier.train.sparse.VectorKernels.L;
import static io.espalier.train.sparse.VectorKernels.S;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Products whose rows share their taps: a block of rows by a block of registers. */
final class VectorBlocks {
  private VectorBlocks() {}

  /** Writes what the accumulators begin with, so that one loop serves bias, zero and adding. */
  static void start(float[] a, float[] biases, int bias, int rows, int y, int yStride, int lanes) {
    for (int r = 0; r < rows; r++) {
      float b = bias < 0 ? 0f : biases[bias + r];
      Arrays.fill(a, y + r * yStride, y + r * yStride + lanes, b);
    }
  }

  /** Apart from the products: with a choice at every store C2 inlines too little of those. */
  static void rectify(float[] a, int rows, int y, int yStride, int lanes) {
    for (int r = 0; r < rows; r++) {
      for (int at = y + r * yStride; at < y + r * yStride + lanes; at += L) {
        VectorRows.rectified(FloatVector.fromArray(S, a, at)).intoArray(a, at);
      }
    }
  }

  /** Adds the products of some taps: all rows' weights of these stay in L2 for all lanes. */
  static void panel(
      float[] a,
      int rows,
      int t,
      int taps,
      int[] off,
      float[] w,
      int wAt,
      int rowStride,
      int x,
      int y,
      int yStride,
      int lanes,
      int panel) {
    int i = 0;
    for (; i + 2 * L <= lanes; i += 2 * L) {
      pack2(a, t, t + taps, off, x + i, panel);
      for (int r = 0; r < rows; r += 6) {
        block62(a, r, rows, taps, w, wAt, rowStride, panel, a, y + i, yStride, false);
      }
    }
    for (; i < lanes; i += L) {
      pack1(a, t, t + taps, off, x + i, panel);
      for (int r = 0; r < rows; r += 4) {
        block41(a, r, rows, taps, w, wAt, rowStride, panel, y + i, yStride);
      }
    }
  }

  /** Brings the taps of one block of lanes together, so that the loops read them in a row. */
  static void pack2(float[] a, int from, int to, int[] off, int x, int panel) {
    int p = panel;
    for (int t = from; t < to; t++) {
      int o = x + off[t];
      FloatVector u = FloatVector.fromArray(S, a, o);
      FloatVector v = FloatVector.fromArray(S, a, o + L);
      u.intoArray(a, p);
      v.intoArray(a, p + L);
      p += 2 * L;
    }
  }

  static void pack1(float[] a, int from, int to, int[] off, int x, int panel) {
    int p = panel;
    for (int t = from; t < to; t++) {
      FloatVector.fromArray(S, a, x + off[t]).intoArray(a, p);
      p += L;
    }
  }

  /** Packs rows of a matrix rather than taps. */
  static void packRows(float[] x, int from, int stride, int rows, float[] a, int panel) {
    int p = panel;
    int o = from;
    for (int r = 0; r < rows; r++) {
      FloatVector u = FloatVector.fromArray(S, x, o);
      FloatVector v = FloatVector.fromArray(S, x, o + L);
      u.intoArray(a, p);
      v.intoArray(a, p + L);
      o += stride;
      p += 2 * L;
    }
  }

  /** The same of what is left of rows, fewer values than two registers; the others become 0. */
  static void packEnds(float[] x, int from, int stride, int rows, int left, float[] a, int panel) {
    Arrays.fill(a, panel, panel + rows * 2 * L, 0f);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(x, from + r * stride, a, panel + r * 2 * L, left);
    }
  }

  /** Brings scattered weights together, {@code [rows][taps]}, in squares that stay in L1. */
  static void gather(
      float[] w,
      int wBase,
      int rowStride,
      int[] at,
      int from,
      int taps,
      int rows,
      float[] a,
      int into) {
    for (int r0 = 0; r0 < rows; r0 += WIDTH) {
      int r1 = Math.min(rows, r0 + WIDTH);
      for (int t0 = 0; t0 < taps; t0 += WIDTH) {
        int t1 = Math.min(taps, t0 + WIDTH);
        for (int t = t0; t < t1; t++) {
          int place = wBase + at[from + t];
          for (int r = r0; r < r1; r++) {
            a[into + r * taps + t] = w[place + r * rowStride];
          }
        }
      }
    }
  }

  /**
   * Six rows by two registers. Rows behind the last are the last once more, with its values.
   *
   * @param fresh whether sums begin at 0 rather than with what {@code y} holds
   */
  static void block62(
      float[] a,
      int r,
      int rows,
      int taps,
      float[] w,
      int wBase,
      int rowStride,
      int panel,
      float[] y,
      int yAt,
      int yStride,
      boolean fresh) {
    int r1 = Math.min(r + 1, rows - 1);
    int r2 = Math.min(r + 2, rows - 1);
    int r3 = Math.min(r + 3, rows - 1);
    int r4 = Math.min(r + 4, rows - 1);
    int r5 = Math.min(r + 5, rows - 1);
    int w0 = wBase + r * rowStride;
    int w1 = wBase + r1 * rowStride;
    int w2 = wBase + r2 * rowStride;
    int w3 = wBase + r3 * rowStride;
    int w4 = wBase + r4 * rowStride;
    int w5 = wBase + r5 * rowStride;
    int y0 = yAt + r * yStride;
    int y1 = yAt + r1 * yStride;
    int y2 = yAt + r2 * yStride;
    int y3 = yAt + r3 * yStride;
    int y4 = yAt + r4 * yStride;
    int y5 = yAt + r5 * yStride;
    FloatVector s00 = initial(y, y0, fresh);
    FloatVector s01 = initial(y, y0 + L, fresh);
    FloatVector s10 = initial(y, y1, fresh);
    FloatVector s11 = initial(y, y1 + L, fresh);
    FloatVector s20 = initial(y, y2, fresh);
    FloatVector s21 = initial(y, y2 + L, fresh);
    FloatVector s30 = initial(y, y3, fresh);
    FloatVector s31 = initial(y, y3 + L, fresh);
    FloatVector s40 = initial(y, y4, fresh);
    FloatVector s41 = initial(y, y4 + L, fresh);
    FloatVector s50 = initial(y, y5, fresh);
    FloatVector s51 = initial(y, y5 + L, fresh);
    int p = panel;
    for (int t = 0; t < taps; t++) {
      FloatVector x0 = FloatVector.fromArray(S, a, p);
      FloatVector x1 = FloatVector.fromArray(S, a, p + L);
      FloatVector v = FloatVector.broadcast(S, w[w0 + t]);
      s00 = x0.fma(v, s00);
      s01 = x1.fma(v, s01);
      v = FloatVector.broadcast(S, w[w1 + t]);
      s10 = x0.fma(v, s10);
      s11 = x1.fma(v, s11);
      v = FloatVector.broadcast(S, w[w2 + t]);
      s20 = x0.fma(v, s20);
      s21 = x1.fma(v, s21);
      v = FloatVector.broadcast(S, w[w3 + t]);
      s30 = x0.fma(v, s30);
      s31 = x1.fma(v, s31);
      v = FloatVector.broadcast(S, w[w4 + t]);
      s40 = x0.fma(v, s40);
      s41 = x1.fma(v, s41);
      v = FloatVector.broadcast(S, w[w5 + t]);
      s50 = x0.fma(v, s50);
      s51 = x1.fma(v, s51);
      p += 2 * L;
    }
    s00.intoArray(y, y0);
    s01.intoArray(y, y0 + L);
    s10.intoArray(y, y1);
    s11.intoArray(y, y1 + L);
    s20.intoArray(y, y2);
    s21.intoArray(y, y2 + L);
    s30.intoArray(y, y3);
    s31.intoArray(y, y3 + L);
    s40.intoArray(y, y4);
    s41.intoArray(y, y4 + L);
    s50.intoArray(y, y5);
    s51.intoArray(y, y5 + L);
  }

  private static FloatVector initial(float[] y, int at, boolean fresh) {
    return fresh ? FloatVector.zero(S) : FloatVector.fromArray(S, y, at);
  }

  static void block41(
      float[] a,
      int r,
      int rows,
      int taps,
      float[] w,
      int wBase,
      int rowStride,
      int panel,
      int y,
      int yStride) {
    int r1 = Math.min(r + 1, rows - 1);
    int r2 = Math.min(r + 2, rows - 1);
    int r3 = Math.min(r + 3, rows - 1);
    int w0 = wBase + r * rowStride;
    int w1 = wBase + r1 * rowStride;
    int w2 = wBase + r2 * rowStride;
    int w3 = wBase + r3 * rowStride;
    FloatVector s0 = FloatVector.fromArray(S, a, y + r * yStride);
    FloatVector s1 = FloatVector.fromArray(S, a, y + r1 * yStride);
    FloatVector s2 = FloatVector.fromArray(S, a, y + r2 * yStride);
    FloatVector s3 = FloatVector.fromArray(S, a, y + r3 * yStride);
    int p = panel;
    for (int t = 0; t < taps; t++) {
      FloatVector x0 = FloatVector.fromArray(S, a, p);
      s0 = x0.fma(FloatVector.broadcast(S, w[w0 + t]), s0);
      s1 = x0.fma(FloatVector.broadcast(S, w[w1 + t]), s1);
      s2 = x0.fma(FloatVector.broadcast(S, w[w2 + t]), s2);
      s3 = x0.fma(FloatVector.broadcast(S, w[w3 + t]), s3);
      p += L;
    }
    s0.intoArray(a, y + r * yStride);
    s1.intoArray(a, y + r1 * yStride);
    s2.intoArray(a, y + r2 * yStride);
    s3.intoArray(a, y + r3 * yStride);
  }

  static void correlate42(
      float[] a,
      int r,
      int rows,
      int[] off,
      int t,
      int taps,
      int x,
      int d,
      int dStride,
      int lanes,
      int sums) {
    int r1 = Math.min(r + 1, rows - 1);
    int r2 = Math.min(r + 2, rows - 1);
    int r3 = Math.min(r + 3, rows - 1);
    int t1 = Math.min(t + 1, taps - 1);
    int x0 = x + off[t];
    int x1 = x + off[t1];
    int d0 = d + r * dStride;
    int d1 = d + r1 * dStride;
    int d2 = d + r2 * dStride;
    int d3 = d + r3 * dStride;
    int g00 = sums + (r * taps + t) * WIDTH;
    int g01 = sums + (r * taps + t1) * WIDTH;
    int g10 = sums + (r1 * taps + t) * WIDTH;
    int g11 = sums + (r1 * taps + t1) * WIDTH;
    int g20 = sums + (r2 * taps + t) * WIDTH;
    int g21 = sums + (r2 * taps + t1) * WIDTH;
    int g30 = sums + (r3 * taps + t) * WIDTH;
    int g31 = sums + (r3 * taps + t1) * WIDTH;
    FloatVector s00 = FloatVector.fromArray(S, a, g00);
    FloatVector s01 = FloatVector.fromArray(S, a, g01);
    FloatVector s10 = FloatVector.fromArray(S, a, g10);
    FloatVector s11 = FloatVector.fromArray(S, a, g11);
    FloatVector s20 = FloatVector.fromArray(S, a, g20);
    FloatVector s21 = FloatVector.fromArray(S, a, g21);
    FloatVector s30 = FloatVector.fromArray(S, a, g30);
    FloatVector s31 = FloatVector.fromArray(S, a, g31);
    for (int i = 0; i < lanes; i += WIDTH) {
      FloatVector u = FloatVector.fromArray(S, a, x0 + i);
      FloatVector v = FloatVector.fromArray(S, a, x1 + i);
      FloatVector e = FloatVector.fromArray(S, a, d0 + i);
      s00 = u.fma(e, s00);
      s01 = v.fma(e, s01);
      e = FloatVector.fromArray(S, a, d1 + i);
      s10 = u.fma(e, s10);
      s11 = v.fma(e, s11);
      e = FloatVector.fromArray(S, a, d2 + i);
      s20 = u.fma(e, s20);
      s21 = v.fma(e, s21);
      e = FloatVector.fromArray(S, a, d3 + i);
      s30 = u.fma(e, s30);
      s31 = v.fma(e, s31);
    }
    s00.intoArray(a, g00);
    s01.intoArray(a, g01);
    s10.intoArray(a, g10);
    s11.intoArray(a, g11);
    s20.intoArray(a, g20);
    s21.intoArray(a, g21);
    s30.intoArray(a, g30);
    s31.intoArray(a, g31);
  }
}
