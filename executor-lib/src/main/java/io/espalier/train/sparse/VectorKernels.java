package io.espalier.train.sparse;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops in the Vector API of JDK 17. What C2 compiles well there decides their form: one
 * species, static and final; accumulators as local variables of one flat loop each (in arrays or
 * across nested loops they are boxed); no masked loads; a block of registers a method.
 */
final class VectorKernels implements Kernels {
  private static final VectorSpecies<Float> S = species();

  /** Lanes of one register. */
  private static final int L = S.length();

  /** Lanes that a gradient is taken over before the next taps: the operands stay in L1 and L2. */
  private static final int PIECE = 512;

  private static VectorSpecies<Float> species() {
    return switch (Integer.getInteger("espalier.vector.bits", 0)) {
      case 128 -> FloatVector.SPECIES_128;
      case 256 -> FloatVector.SPECIES_256;
      case 512 -> FloatVector.SPECIES_512;
      default ->
          FloatVector.SPECIES_PREFERRED.length() > WIDTH
              ? FloatVector.SPECIES_512
              : FloatVector.SPECIES_PREFERRED;
    };
  }

  @Override
  public String name() {
    return "vector " + S.vectorBitSize();
  }

  // --- sparse rows

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
    int i = 0;
    for (; i + 8 * L <= lanes; i += 8 * L) {
      for (int r = 0; r < rows; r++) {
        float b = bias < 0 ? 0f : w[bias + r];
        row8(a, off, w, wBase, ptr[r], ptr[r + 1], b, x + i, y + r * yStride + i, relu);
      }
    }
    for (; i + 4 * L <= lanes; i += 4 * L) {
      for (int r = 0; r < rows; r++) {
        float b = bias < 0 ? 0f : w[bias + r];
        row4(a, off, w, wBase, ptr[r], ptr[r + 1], b, x + i, y + r * yStride + i, relu);
      }
    }
    for (; i < lanes; i += L) {
      for (int r = 0; r < rows; r++) {
        float b = bias < 0 ? 0f : w[bias + r];
        row1(a, off, w, wBase, ptr[r], ptr[r + 1], b, x + i, y + r * yStride + i, relu);
      }
    }
  }

  private static void row8(
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
      s0 = FloatVector.fromArray(S, a, o).fma(v, s0);
      s1 = FloatVector.fromArray(S, a, o + L).fma(v, s1);
      s2 = FloatVector.fromArray(S, a, o + 2 * L).fma(v, s2);
      s3 = FloatVector.fromArray(S, a, o + 3 * L).fma(v, s3);
      s4 = FloatVector.fromArray(S, a, o + 4 * L).fma(v, s4);
      s5 = FloatVector.fromArray(S, a, o + 5 * L).fma(v, s5);
      s6 = FloatVector.fromArray(S, a, o + 6 * L).fma(v, s6);
      s7 = FloatVector.fromArray(S, a, o + 7 * L).fma(v, s7);
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

  private static void row4(
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
      s0 = FloatVector.fromArray(S, a, o).fma(v, s0);
      s1 = FloatVector.fromArray(S, a, o + L).fma(v, s1);
      s2 = FloatVector.fromArray(S, a, o + 2 * L).fma(v, s2);
      s3 = FloatVector.fromArray(S, a, o + 3 * L).fma(v, s3);
    }
    store(a, y, s0, relu);
    store(a, y + L, s1, relu);
    store(a, y + 2 * L, s2, relu);
    store(a, y + 3 * L, s3, relu);
  }

  private static void row1(
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
      s0 = FloatVector.fromArray(S, a, x + off[k]).fma(FloatVector.broadcast(S, w[wBase + k]), s0);
    }
    store(a, y, s0, relu);
  }

  private static void store(float[] a, int y, FloatVector s, boolean relu) {
    (relu ? s.max(FloatVector.zero(S)) : s).intoArray(a, y);
  }

  // --- transposed sparse rows

  @Override
  public void scattered(
      float[] a,
      int rows,
      int[] ptr,
      int ptrFrom,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int x,
      int y,
      int yStride,
      int lanes,
      boolean add) {
    int i = 0;
    for (; i + 8 * L <= lanes; i += 8 * L) {
      for (int r = 0; r < rows; r++) {
        int p = ptrFrom + r;
        column8(a, off, at, w, wBase, ptr[p], ptr[p + 1], x + i, y + r * yStride + i, add);
      }
    }
    for (; i + 4 * L <= lanes; i += 4 * L) {
      for (int r = 0; r < rows; r++) {
        int p = ptrFrom + r;
        column4(a, off, at, w, wBase, ptr[p], ptr[p + 1], x + i, y + r * yStride + i, add);
      }
    }
    for (; i < lanes; i += L) {
      for (int r = 0; r < rows; r++) {
        int p = ptrFrom + r;
        column1(a, off, at, w, wBase, ptr[p], ptr[p + 1], x + i, y + r * yStride + i, add);
      }
    }
  }

  private static FloatVector initial(float[] a, int y, boolean add) {
    return add ? FloatVector.fromArray(S, a, y) : FloatVector.zero(S);
  }

  private static void column8(
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
      s0 = FloatVector.fromArray(S, a, o).fma(v, s0);
      s1 = FloatVector.fromArray(S, a, o + L).fma(v, s1);
      s2 = FloatVector.fromArray(S, a, o + 2 * L).fma(v, s2);
      s3 = FloatVector.fromArray(S, a, o + 3 * L).fma(v, s3);
      s4 = FloatVector.fromArray(S, a, o + 4 * L).fma(v, s4);
      s5 = FloatVector.fromArray(S, a, o + 5 * L).fma(v, s5);
      s6 = FloatVector.fromArray(S, a, o + 6 * L).fma(v, s6);
      s7 = FloatVector.fromArray(S, a, o + 7 * L).fma(v, s7);
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

  private static void column4(
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
      s0 = FloatVector.fromArray(S, a, o).fma(v, s0);
      s1 = FloatVector.fromArray(S, a, o + L).fma(v, s1);
      s2 = FloatVector.fromArray(S, a, o + 2 * L).fma(v, s2);
      s3 = FloatVector.fromArray(S, a, o + 3 * L).fma(v, s3);
    }
    s0.intoArray(a, y);
    s1.intoArray(a, y + L);
    s2.intoArray(a, y + 2 * L);
    s3.intoArray(a, y + 3 * L);
  }

  private static void column1(
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
      s0 =
          FloatVector.fromArray(S, a, x + off[k])
              .fma(FloatVector.broadcast(S, w[wBase + at[k]]), s0);
    }
    s0.intoArray(a, y);
  }

  // --- sampled gradient

  @Override
  public void sampled(
      float[] a,
      int from,
      int to,
      int[] ptr,
      int[] off,
      int x,
      int d,
      int dStride,
      int lanes,
      int sums) {
    int first = ptr[from];
    int i = 0;
    int wide = 2 * L == WIDTH ? 4 * WIDTH : 8 * WIDTH;
    for (; i + wide <= lanes; i += wide) {
      for (int r = from; r < to; r++) {
        int s = sums + (ptr[r] - first) * WIDTH;
        if (2 * L == WIDTH) {
          sampledPairs(a, off, ptr[r], ptr[r + 1], x + i, d + r * dStride + i, s);
        } else {
          for (int h = 0; h < WIDTH; h += L) {
            sampled8(a, off, ptr[r], ptr[r + 1], x + i + h, d + r * dStride + i + h, s + h);
          }
        }
      }
    }
    for (; i + 4 * WIDTH <= lanes; i += 4 * WIDTH) {
      for (int r = from; r < to; r++) {
        int s = sums + (ptr[r] - first) * WIDTH;
        for (int h = 0; h < WIDTH; h += L) {
          sampled4(a, off, ptr[r], ptr[r + 1], x + i + h, d + r * dStride + i + h, s + h);
        }
      }
    }
    for (; i < lanes; i += WIDTH) {
      for (int r = from; r < to; r++) {
        int s = sums + (ptr[r] - first) * WIDTH;
        for (int h = 0; h < WIDTH; h += L) {
          sampled1(a, off, ptr[r], ptr[r + 1], x + i + h, d + r * dStride + i + h, s + h);
        }
      }
    }
  }

  /** Registers of half the virtual lanes: four groups, both halves at once. */
  private static void sampledPairs(float[] a, int[] off, int from, int to, int x, int d, int sums) {
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
  private static void sampled8(float[] a, int[] off, int from, int to, int x, int d, int sums) {
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
  private static void sampled4(float[] a, int[] off, int from, int to, int x, int d, int sums) {
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

  private static void sampled1(float[] a, int[] off, int from, int to, int x, int d, int sums) {
    FloatVector d0 = FloatVector.fromArray(S, a, d);
    int at = sums;
    for (int k = from; k < to; k++) {
      FloatVector s = FloatVector.fromArray(S, a, at);
      FloatVector.fromArray(S, a, x + off[k]).fma(d0, s).intoArray(a, at);
      at += WIDTH;
    }
  }

  @Override
  public void fold(float[] a, int sums, int count, float[] g, int at) {
    if (2 * L == WIDTH) {
      halve(a, sums, count);
      for (int k = 0; k < count; k++) {
        g[at + k] = Kernels.foldHalf(a, sums + k * WIDTH);
      }
    } else {
      for (int k = 0; k < count; k++) {
        g[at + k] = Kernels.fold(a, sums + k * WIDTH);
      }
    }
  }

  private static void halve(float[] a, int sums, int count) {
    for (int at = sums; at < sums + count * WIDTH; at += WIDTH) {
      FloatVector.fromArray(S, a, at)
          .add(FloatVector.fromArray(S, a, at + WIDTH - L))
          .intoArray(a, at);
    }
  }

  @Override
  public void rowSums(float[] a, int rows, int d, int dStride, int lanes, int sums) {
    for (int r = 0; r < rows; r++) {
      for (int half = 0; half < WIDTH; half += L) {
        rowSum(a, d + r * dStride + half, lanes, sums + r * WIDTH + half);
      }
    }
  }

  private static void rowSum(float[] a, int d, int lanes, int sums) {
    FloatVector s = FloatVector.fromArray(S, a, sums);
    for (int i = 0; i < lanes; i += WIDTH) {
      s = s.add(FloatVector.fromArray(S, a, d + i));
    }
    s.intoArray(a, sums);
  }

  // --- dense blocks

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
    int i = 0;
    for (; i + 2 * L <= lanes; i += 2 * L) {
      start(a, biases, bias, rows, y + i, yStride, add, 2 * L);
      for (int t = from; t < to; t += PANEL) {
        int end = Math.min(to, t + PANEL);
        pack2(a, t, end, off, x + i, panel);
        boolean last = relu && end == to;
        for (int r = 0; r < rows; r += 6) {
          block62(a, r, rows, t, end, at, w, wBase, rowStride, panel, y + i, yStride, last);
        }
      }
    }
    for (; i < lanes; i += L) {
      start(a, biases, bias, rows, y + i, yStride, add, L);
      for (int t = from; t < to; t += PANEL) {
        int end = Math.min(to, t + PANEL);
        pack1(a, t, end, off, x + i, panel);
        boolean last = relu && end == to;
        for (int r = 0; r < rows; r += 4) {
          block41(a, r, rows, t, end, at, w, wBase, rowStride, panel, y + i, yStride, last);
        }
      }
    }
  }

  /** Writes what the accumulators begin with, so that one loop serves bias, zero and adding. */
  private static void start(
      float[] a, float[] biases, int bias, int rows, int y, int yStride, boolean keep, int lanes) {
    for (int r = 0; r < rows && !keep; r++) {
      float b = bias < 0 ? 0f : biases[bias + r];
      Arrays.fill(a, y + r * yStride, y + r * yStride + lanes, b);
    }
  }

  /** Brings the taps of one block of lanes together, so that the loops read them in a row. */
  private static void pack2(float[] a, int from, int to, int[] off, int x, int panel) {
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

  private static void pack1(float[] a, int from, int to, int[] off, int x, int panel) {
    int p = panel;
    for (int t = from; t < to; t++) {
      FloatVector.fromArray(S, a, x + off[t]).intoArray(a, p);
      p += L;
    }
  }

  /** Six rows by two registers. Rows behind the last are the last once more, with its values. */
  private static void block62(
      float[] a,
      int r,
      int rows,
      int from,
      int to,
      int[] at,
      float[] w,
      int wBase,
      int rowStride,
      int panel,
      int y,
      int yStride,
      boolean relu) {
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
    int y0 = y + r * yStride;
    int y1 = y + r1 * yStride;
    int y2 = y + r2 * yStride;
    int y3 = y + r3 * yStride;
    int y4 = y + r4 * yStride;
    int y5 = y + r5 * yStride;
    FloatVector s00 = FloatVector.fromArray(S, a, y0);
    FloatVector s01 = FloatVector.fromArray(S, a, y0 + L);
    FloatVector s10 = FloatVector.fromArray(S, a, y1);
    FloatVector s11 = FloatVector.fromArray(S, a, y1 + L);
    FloatVector s20 = FloatVector.fromArray(S, a, y2);
    FloatVector s21 = FloatVector.fromArray(S, a, y2 + L);
    FloatVector s30 = FloatVector.fromArray(S, a, y3);
    FloatVector s31 = FloatVector.fromArray(S, a, y3 + L);
    FloatVector s40 = FloatVector.fromArray(S, a, y4);
    FloatVector s41 = FloatVector.fromArray(S, a, y4 + L);
    FloatVector s50 = FloatVector.fromArray(S, a, y5);
    FloatVector s51 = FloatVector.fromArray(S, a, y5 + L);
    int p = panel;
    for (int t = from; t < to; t++) {
      int i = at[t];
      FloatVector x0 = FloatVector.fromArray(S, a, p);
      FloatVector x1 = FloatVector.fromArray(S, a, p + L);
      FloatVector v = FloatVector.broadcast(S, w[w0 + i]);
      s00 = x0.fma(v, s00);
      s01 = x1.fma(v, s01);
      v = FloatVector.broadcast(S, w[w1 + i]);
      s10 = x0.fma(v, s10);
      s11 = x1.fma(v, s11);
      v = FloatVector.broadcast(S, w[w2 + i]);
      s20 = x0.fma(v, s20);
      s21 = x1.fma(v, s21);
      v = FloatVector.broadcast(S, w[w3 + i]);
      s30 = x0.fma(v, s30);
      s31 = x1.fma(v, s31);
      v = FloatVector.broadcast(S, w[w4 + i]);
      s40 = x0.fma(v, s40);
      s41 = x1.fma(v, s41);
      v = FloatVector.broadcast(S, w[w5 + i]);
      s50 = x0.fma(v, s50);
      s51 = x1.fma(v, s51);
      p += 2 * L;
    }
    store(a, y0, s00, relu);
    store(a, y0 + L, s01, relu);
    store(a, y1, s10, relu);
    store(a, y1 + L, s11, relu);
    store(a, y2, s20, relu);
    store(a, y2 + L, s21, relu);
    store(a, y3, s30, relu);
    store(a, y3 + L, s31, relu);
    store(a, y4, s40, relu);
    store(a, y4 + L, s41, relu);
    store(a, y5, s50, relu);
    store(a, y5 + L, s51, relu);
  }

  private static void block41(
      float[] a,
      int r,
      int rows,
      int from,
      int to,
      int[] at,
      float[] w,
      int wBase,
      int rowStride,
      int panel,
      int y,
      int yStride,
      boolean relu) {
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
    for (int t = from; t < to; t++) {
      int i = at[t];
      FloatVector x0 = FloatVector.fromArray(S, a, p);
      s0 = x0.fma(FloatVector.broadcast(S, w[w0 + i]), s0);
      s1 = x0.fma(FloatVector.broadcast(S, w[w1 + i]), s1);
      s2 = x0.fma(FloatVector.broadcast(S, w[w2 + i]), s2);
      s3 = x0.fma(FloatVector.broadcast(S, w[w3 + i]), s3);
      p += L;
    }
    store(a, y + r * yStride, s0, relu);
    store(a, y + r1 * yStride, s1, relu);
    store(a, y + r2 * yStride, s2, relu);
    store(a, y + r3 * yStride, s3, relu);
  }

  @Override
  public void correlate(
      float[] a, int rows, int[] off, int taps, int x, int d, int dStride, int lanes, int sums) {
    for (int piece = 0; piece < lanes; piece += PIECE) {
      int n = Math.min(PIECE, lanes - piece);
      for (int r = 0; r < rows; r += 4) {
        for (int t = 0; t < taps; t += 2) {
          for (int half = 0; half < WIDTH; half += L) {
            int x0 = x + piece + half;
            int d0 = d + piece + half;
            correlate42(a, r, rows, off, t, taps, x0, d0, dStride, n, sums + half);
          }
        }
      }
    }
  }

  private static void correlate42(
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

  // --- elementwise

  @Override
  public void reluBack(float[] a, int y, int d, int n) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < n; i += L) {
      VectorMask<Float> on = FloatVector.fromArray(S, a, y + i).compare(GT, zero);
      zero.blend(FloatVector.fromArray(S, a, d + i), on).intoArray(a, d + i);
    }
  }

  @Override
  public void add(float[] a, int x, int y, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector.fromArray(S, a, y + i)
          .add(FloatVector.fromArray(S, a, x + i))
          .intoArray(a, y + i);
    }
  }

  @Override
  public void affine(float[] a, int x, int y, int n, float scale, float shift) {
    FloatVector s = FloatVector.broadcast(S, scale);
    FloatVector t = FloatVector.broadcast(S, shift);
    for (int i = 0; i < n; i += L) {
      FloatVector.fromArray(S, a, x + i).fma(s, t).intoArray(a, y + i);
    }
  }

  @Override
  public void products(float[] a, int x, float shiftX, int d, float shiftD, int n, int sums) {
    for (int half = 0; half < WIDTH; half += L) {
      laneProducts(a, x + half, shiftX, d + half, shiftD, n, sums + half);
    }
  }

  private static void laneProducts(
      float[] a, int x, float shiftX, int d, float shiftD, int n, int sums) {
    FloatVector s = FloatVector.fromArray(S, a, sums);
    FloatVector sx = FloatVector.broadcast(S, shiftX);
    FloatVector sd = FloatVector.broadcast(S, shiftD);
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector u = FloatVector.fromArray(S, a, x + i).sub(sx);
      s = u.fma(FloatVector.fromArray(S, a, d + i).sub(sd), s);
    }
    s.intoArray(a, sums);
  }

  @Override
  public void combine(
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

  @Override
  public void max(float[] a, int[] off, int taps, int x, int y, int lanes) {
    System.arraycopy(a, x + off[0], a, y, lanes);
    for (int t = 1; t < taps; t++) {
      max(a, x + off[t], y, lanes);
    }
  }

  private static void max(float[] a, int x, int y, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector.fromArray(S, a, y + i)
          .max(FloatVector.fromArray(S, a, x + i))
          .intoArray(a, y + i);
    }
  }

  @Override
  public void maxBack(
      float[] a, int[] off, int[] dOff, int taps, int x, int y, int d, int dx, int lanes) {
    for (int t = 0; t < taps; t++) {
      maxBack(a, x + off[t], y, d, dx + dOff[t], lanes);
    }
  }

  private static void maxBack(float[] a, int x, int y, int d, int dx, int n) {
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
