package io.espalier.train.sparse;

import java.util.Optional;

/**
 * The loops without the Vector API: many times slower, the same bits. For JVMs that were started
 * without {@code --add-modules jdk.incubator.vector}, and the reference of the tests.
 */
final class ScalarKernels implements Kernels {
  @Override
  public String name() {
    return "scalar";
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
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < lanes; i++) {
        float s = bias < 0 ? 0f : w[bias + r];
        for (int k = ptr[r]; k < ptr[r + 1]; k++) {
          s = Math.fma(a[x + i + off[k]], w[wBase + k], s);
        }
        a[y + r * yStride + i] = relu ? Math.max(s, 0f) : s;
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
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < lanes; i++) {
        int into = y + r * yStride + i;
        float s = add ? a[into] : 0f;
        for (int k = ptr[ptrFrom + r]; k < ptr[ptrFrom + r + 1]; k++) {
          s = Math.fma(a[x + i + off[k]], w[wBase + at[k]], s);
        }
        a[into] = s;
      }
    }
  }

  @Override
  public Optional<FusedKernels> fused() {
    return Optional.of(new ScalarFused());
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
    for (int r = from; r < to; r++) {
      for (int k = ptr[r]; k < ptr[r + 1]; k++) {
        int s = sums + (k - ptr[from]) * WIDTH;
        for (int i = 0; i < lanes; i++) {
          int at = s + i % WIDTH;
          a[at] = Math.fma(a[x + off[k] + i], a[d + r * dStride + i], a[at]);
        }
      }
    }
  }

  @Override
  public void rowSums(float[] a, int rows, int d, int dStride, int lanes, int sums) {
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < lanes; i++) {
        a[sums + r * WIDTH + i % WIDTH] += a[d + r * dStride + i];
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
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < lanes; i++) {
        int into = y + r * yStride + i;
        float s = add ? a[into] : bias < 0 ? 0f : biases[bias + r];
        for (int t = from; t < to; t++) {
          int place = at == null ? t : at[t];
          s = Math.fma(a[x + i + off[t]], w[wBase + r * rowStride + place], s);
        }
        a[into] = relu ? Math.max(s, 0f) : s;
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
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < inputs; i++) {
        float s = 0f;
        for (int e = 0; e < examples; e++) {
          s = Math.fma(x[xAt + e * inputs + i], a[d + r * dStride + e], s);
        }
        g[gAt + r * inputs + i] = s;
      }
    }
  }

  @Override
  public void correlate(
      float[] a, int rows, int[] off, int taps, int x, int d, int dStride, int lanes, int sums) {
    for (int r = 0; r < rows; r++) {
      for (int t = 0; t < taps; t++) {
        int s = sums + (r * taps + t) * WIDTH;
        for (int i = 0; i < lanes; i++) {
          int at = s + i % WIDTH;
          a[at] = Math.fma(a[x + off[t] + i], a[d + r * dStride + i], a[at]);
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
      for (int i = 0; i < xAt.length; i++) {
        for (int l = 0; l < lanes; l++) {
          float s = b;
          for (int k = ptr[r]; k < ptr[r + 1]; k++) {
            s = Math.fma(a[xAt[i] + off[k] + l], w[wBase + k], s);
          }
          a[yAt[i] + r * yStride + l] = relu ? Math.max(s, 0f) : s;
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
    for (int r = 0; r < start.length; r++) {
      int g = r / COLUMN;
      float s = start[r];
      for (int k = ptr[g]; k < ptr[g + 1]; k++) {
        s = Math.fma(a[off[k]], w[k * COLUMN + r % COLUMN], s);
      }
      a[y + r] = relu ? Math.max(s, 0f) : s;
    }
  }

  @Override
  public void fold(float[] a, int sums, int count, float[] g, int at) {
    for (int k = 0; k < count; k++) {
      g[at + k] = Kernels.fold(a, sums + k * WIDTH);
    }
  }

  @Override
  public void reluBack(float[] a, int y, int d, int n) {
    for (int i = 0; i < n; i++) {
      a[d + i] = a[y + i] > 0 ? a[d + i] : 0f;
    }
  }

  @Override
  public void add(float[] a, int x, int y, int n) {
    for (int i = 0; i < n; i++) {
      a[y + i] += a[x + i];
    }
  }

  @Override
  public void affine(float[] a, int x, int y, int n, float scale, float shift) {
    for (int i = 0; i < n; i++) {
      a[y + i] = Math.fma(a[x + i], scale, shift);
    }
  }

  @Override
  public void products(float[] a, int x, float shiftX, int d, float shiftD, int n, int sums) {
    for (int i = 0; i < n; i++) {
      int at = sums + i % WIDTH;
      a[at] = Math.fma(a[x + i] - shiftX, a[d + i] - shiftD, a[at]);
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
    for (int i = 0; i < n; i++) {
      float r = Math.fma(a[d + i], scale, Math.fma(a[x + i] - shift, slope, level));
      a[y + i] = add ? a[y + i] + r : r;
    }
  }

  @Override
  public void max(float[] a, int[] off, int taps, int x, int y, int lanes) {
    for (int i = 0; i < lanes; i++) {
      float m = a[x + i + off[0]];
      for (int t = 1; t < taps; t++) {
        m = Math.max(m, a[x + i + off[t]]);
      }
      a[y + i] = m;
    }
  }

  @Override
  public void maxBack(
      float[] a, int[] off, int[] dOff, int taps, int x, int y, int d, int dx, int lanes) {
    for (int t = 0; t < taps; t++) {
      for (int i = 0; i < lanes; i++) {
        boolean here = a[x + i + off[t]] == a[y + i];
        a[dx + i + dOff[t]] += here ? a[d + i] : 0f;
        a[d + i] = here ? 0f : a[d + i];
      }
    }
  }

  @Override
  public void transpose(
      float[] x, int from, int xStride, int rows, int columns, float[] a, int to, int stride) {
    Rows.transpose(x, from, xStride, rows, columns, a, to, stride);
  }
}
