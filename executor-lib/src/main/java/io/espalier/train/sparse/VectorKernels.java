package io.espalier.train.sparse;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops in the Vector API of JDK 17. What C2 compiles well there decides their form: one
 * species, static and final; accumulators as local variables of one flat loop each (in arrays or
 * across nested loops they are boxed); no masked loads; a block of registers a method.
 */
final class VectorKernels implements Kernels {
  static final VectorSpecies<Float> S = species();

  /** Lanes of one register. */
  static final int L = S.length();

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
        VectorRows.row8(a, off, w, wBase, ptr[r], ptr[r + 1], b, x + i, y + r * yStride + i, relu);
      }
    }
    for (; i + 4 * L <= lanes; i += 4 * L) {
      for (int r = 0; r < rows; r++) {
        float b = bias < 0 ? 0f : w[bias + r];
        VectorRows.row4(a, off, w, wBase, ptr[r], ptr[r + 1], b, x + i, y + r * yStride + i, relu);
      }
    }
    for (; i < lanes; i += L) {
      for (int r = 0; r < rows; r++) {
        float b = bias < 0 ? 0f : w[bias + r];
        VectorRows.row1(a, off, w, wBase, ptr[r], ptr[r + 1], b, x + i, y + r * yStride + i, relu);
      }
    }
  }

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
        VectorRows.column8(
            a, off, at, w, wBase, ptr[p], ptr[p + 1], x + i, y + r * yStride + i, add);
      }
    }
    for (; i + 4 * L <= lanes; i += 4 * L) {
      for (int r = 0; r < rows; r++) {
        int p = ptrFrom + r;
        VectorRows.column4(
            a, off, at, w, wBase, ptr[p], ptr[p + 1], x + i, y + r * yStride + i, add);
      }
    }
    for (; i < lanes; i += L) {
      for (int r = 0; r < rows; r++) {
        int p = ptrFrom + r;
        VectorRows.column1(
            a, off, at, w, wBase, ptr[p], ptr[p + 1], x + i, y + r * yStride + i, add);
      }
    }
  }

  @Override
  public Optional<FusedKernels> fused() {
    return VectorFused.known() ? Optional.of(new VectorFused()) : Optional.empty();
  }

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
          VectorSums.sampledPairs(a, off, ptr[r], ptr[r + 1], x + i, d + r * dStride + i, s);
        } else {
          for (int h = 0; h < WIDTH; h += L) {
            VectorSums.sampled8(
                a, off, ptr[r], ptr[r + 1], x + i + h, d + r * dStride + i + h, s + h);
          }
        }
      }
    }
    for (; i + 4 * WIDTH <= lanes; i += 4 * WIDTH) {
      for (int r = from; r < to; r++) {
        int s = sums + (ptr[r] - first) * WIDTH;
        for (int h = 0; h < WIDTH; h += L) {
          VectorSums.sampled4(
              a, off, ptr[r], ptr[r + 1], x + i + h, d + r * dStride + i + h, s + h);
        }
      }
    }
    for (; i < lanes; i += WIDTH) {
      for (int r = from; r < to; r++) {
        int s = sums + (ptr[r] - first) * WIDTH;
        for (int h = 0; h < WIDTH; h += L) {
          VectorSums.sampled1(
              a, off, ptr[r], ptr[r + 1], x + i + h, d + r * dStride + i + h, s + h);
        }
      }
    }
  }

  @Override
  public void fold(float[] a, int sums, int count, float[] g, int at) {
    if (2 * L == WIDTH) {
      VectorSums.halve(a, sums, count);
      for (int k = 0; k < count; k++) {
        g[at + k] = Kernels.foldHalf(a, sums + k * WIDTH);
      }
    } else {
      for (int k = 0; k < count; k++) {
        g[at + k] = Kernels.fold(a, sums + k * WIDTH);
      }
    }
  }

  @Override
  public void rowSums(float[] a, int rows, int d, int dStride, int lanes, int sums) {
    for (int r = 0; r < rows; r++) {
      for (int half = 0; half < WIDTH; half += L) {
        VectorSums.rowSum(a, d + r * dStride + half, lanes, sums + r * WIDTH + half);
      }
    }
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
    for (int piece = 0; piece < lanes; piece += PIECE) {
      int n = Math.min(PIECE, lanes - piece);
      int into = y + piece;
      if (!add) {
        VectorBlocks.start(a, biases, bias, rows, into, yStride, n);
      }
      for (int t = from; t < to; t += PANEL) {
        int taps = Math.min(PANEL, to - t);
        if (at == null) {
          VectorBlocks.panel(
              a, rows, t, taps, off, w, wBase + t, rowStride, x + piece, into, yStride, n, panel);
        } else {
          int gathered = panel + PANEL_SIZE;
          VectorBlocks.gather(w, wBase, rowStride, at, t, taps, rows, a, gathered);
          VectorBlocks.panel(
              a, rows, t, taps, off, a, gathered, taps, x + piece, into, yStride, n, panel);
        }
      }
      if (relu) {
        VectorBlocks.rectify(a, rows, into, yStride, n);
      }
    }
  }

  @Override
  public void outer(
      float[] a,
      int rows,
      int d,
      int dStride,
      float[] x,
      int xAt,
      int examples,
      int inputs,
      float[] g,
      int gAt,
      int panel) {
    int tile = panel + PANEL_SIZE;
    for (int i = 0; i < inputs; i += 2 * L) {
      boolean whole = i + 2 * L <= inputs;
      float[] into = whole ? g : a;
      int at = whole ? gAt + i : tile;
      int stride = whole ? inputs : 2 * L;
      for (int e = 0; e < examples; e += PANEL) {
        int n = Math.min(PANEL, examples - e);
        int from = xAt + e * inputs + i;
        if (whole) {
          VectorBlocks.packRows(x, from, inputs, n, a, panel);
        } else {
          VectorBlocks.packEnds(x, from, inputs, n, inputs - i, a, panel);
        }
        for (int r = 0; r < rows; r += 6) {
          VectorBlocks.block62(a, r, rows, n, a, d + e, dStride, panel, into, at, stride, e == 0);
        }
      }
      for (int r = 0; r < rows && !whole; r++) {
        System.arraycopy(a, tile + r * 2 * L, g, gAt + r * inputs + i, inputs - i);
      }
    }
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
            VectorBlocks.correlate42(a, r, rows, off, t, taps, x0, d0, dStride, n, sums + half);
          }
        }
      }
    }
  }

  @Override
  public void tiles(
      float[] a,
      int rows,
      int[] ptr,
      int[] off,
      float[] w,
      int wBase,
      int bias,
      int[] xAt,
      int[] yAt,
      int yStride,
      int lanes,
      boolean relu) {
    for (int r = 0; r < rows; r++) {
      float b = bias < 0 ? 0f : w[bias + r];
      int y = r * yStride;
      for (int i = 0; i < xAt.length; i += CHAINS) {
        if (lanes == TILE) {
          VectorSingles.tiles(a, ptr[r], ptr[r + 1], off, w, wBase, b, xAt, yAt, i, y, relu);
        } else {
          SingleChains.pixels(a, ptr[r], ptr[r + 1], off, w, wBase, b, xAt, yAt, i, y, relu);
        }
      }
    }
  }

  @Override
  public void chains(
      float[] a, int[] ptr, int[] off, float[] w, float[] start, int[] into, boolean relu) {
    for (int g = 0; g < ptr.length - 1; g++) {
      SingleChains.rows(a, ptr[g], ptr[g + 1], off, w, start, into, g * CHAINS, relu);
    }
  }

  @Override
  public void columns(
      float[] a, int[] ptr, int[] off, float[] w, float[] start, int y, boolean relu) {
    for (int g = 0; g < ptr.length - 1; g++) {
      int row = g * COLUMN;
      VectorSingles.column(a, ptr[g], ptr[g + 1], off, w, start, row, y + row, relu);
    }
  }

  @Override
  public void reluBack(float[] a, int y, int d, int n) {
    VectorElements.reluBack(a, y, d, n);
  }

  @Override
  public void add(float[] a, int x, int y, int n) {
    VectorElements.add(a, x, y, n);
  }

  @Override
  public void affine(float[] a, int x, int y, int n, float scale, float shift) {
    VectorElements.affine(a, x, y, n, scale, shift);
  }

  @Override
  public void products(float[] a, int x, float shiftX, int d, float shiftD, int n, int sums) {
    for (int half = 0; half < WIDTH; half += L) {
      VectorElements.laneProducts(a, x + half, shiftX, d + half, shiftD, n, sums + half);
    }
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
    VectorElements.combine(a, d, scale, x, shift, slope, level, y, n, add);
  }

  @Override
  public void max(float[] a, int[] off, int taps, int x, int y, int lanes) {
    int last = taps - 1;
    int second = x + off[Math.min(1, last)];
    int third = x + off[Math.min(2, last)];
    VectorElements.max(a, x + off[0], second, third, x + off[Math.min(3, last)], y, lanes);
    for (int t = 4; t < taps; t += 3) {
      int next = x + off[Math.min(t + 1, last)];
      VectorElements.max(a, y, x + off[t], next, x + off[Math.min(t + 2, last)], y, lanes);
    }
  }

  @Override
  public void maxBack(
      float[] a, int[] off, int[] dOff, int taps, int x, int y, int d, int dx, int lanes) {
    for (int t = 0; t < taps; t++) {
      VectorElements.maxBack(a, x + off[t], y, d, dx + dOff[t], lanes);
    }
  }

  @Override
  public void transpose(
      float[] x, int from, int xStride, int rows, int columns, float[] a, int to, int stride) {
    int whole = L < VectorColumns.ROWS ? 0 : rows - rows % VectorColumns.ROWS;
    for (int r = 0; r < whole; r += VectorColumns.ROWS) {
      VectorColumns.eight(x, from + r * xStride, xStride, columns, a, to + r, stride);
    }
    Rows.transpose(
        x, from + whole * xStride, xStride, rows - whole, columns, a, to + whole, stride);
  }
}
