package io.espalier.exact;

import java.util.Arrays;

/**
 * Dense layers and convolutions: {@code y = W·x + b} at every position of the window. Bilinear, so
 * that each derivative is one of three products.
 *
 * @param weight index of the first weight, {@code [rows, channels / groups, taps]}
 * @param bias index of the first bias; -1 if there is none
 * @param channels of the input
 * @param rows channels of the output
 */
record Linear(int in, int out, int weight, int bias, int channels, int rows, int groups, Taps taps)
    implements Node {

  /** Given: offsets of one weight's input and output at one position. */
  private interface Visit {
    void at(int x, int y);
  }

  /** Weights of a row. */
  int columns() {
    return channels / groups * taps.taps();
  }

  private void visit(int row, int column, int n, Visit visit) {
    int channel = row / (rows / groups) * (channels / groups) + column / taps.taps();
    int tap = column % taps.taps();
    for (int p = 0; p < taps.positions(); p++) {
      int pixel = taps.seen()[p][tap];
      if (pixel >= 0) {
        visit.at((channel * taps.pixels() + pixel) * n, (row * taps.positions() + p) * n);
      }
    }
  }

  /** y += W·x, the border's zeros and pruned weights left out. */
  private void multiply(double[] w, double[] x, double[] y, int n) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns(); c++) {
        double value = w[weight + r * columns() + c];
        if (value != 0) {
          visit(r, c, n, (from, to) -> add(value, x, from, y, to, n));
        }
      }
    }
  }

  /** dx += Wᵀ·dy. */
  private void multiplyTransposed(double[] w, double[] dy, double[] dx, int n) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns(); c++) {
        double value = w[weight + r * columns() + c];
        if (value != 0) {
          visit(r, c, n, (to, from) -> add(value, dy, from, dx, to, n));
        }
      }
    }
  }

  /** dW += dy·xᵀ, summed over examples and positions. */
  private void outer(double[] dy, double[] x, double[] dw, int n) {
    double[] sum = new double[1];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns(); c++) {
        sum[0] = 0;
        visit(r, c, n, (a, b) -> sum[0] += dot(x, a, dy, b, n));
        dw[weight + r * columns() + c] += sum[0];
      }
    }
  }

  private void bias(double[] b, double[] y, int n) {
    for (int i = 0; bias >= 0 && i < y.length; i++) {
      y[i] += b[bias + i / (taps.positions() * n)];
    }
  }

  private void biasGradient(double[] dy, double[] db, int n) {
    for (int i = 0; bias >= 0 && i < dy.length; i++) {
      db[bias + i / (taps.positions() * n)] += dy[i];
    }
  }

  /** In four sums, since one would wait for itself. */
  private static double dot(double[] x, int from, double[] y, int at, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int e = 0;
    for (; e + 3 < n; e += 4) {
      s0 += x[from + e] * y[at + e];
      s1 += x[from + e + 1] * y[at + e + 1];
      s2 += x[from + e + 2] * y[at + e + 2];
      s3 += x[from + e + 3] * y[at + e + 3];
    }
    for (; e < n; e++) {
      s0 += x[from + e] * y[at + e];
    }
    return s0 + s1 + (s2 + s3);
  }

  private static void add(double a, double[] x, int from, double[] y, int to, int n) {
    for (int e = 0; e < n; e++) {
      y[to + e] += a * x[from + e];
    }
  }

  @Override
  public void forward(Tape t) {
    bias(t.w(), t.value(out), t.examples());
    multiply(t.w(), t.value(in), t.value(out), t.examples());
  }

  @Override
  public void backward(Tape t) {
    if (t.wantsGradient()) {
      outer(t.adjoint(out), t.value(in), t.gradient(), t.examples());
      biasGradient(t.adjoint(out), t.gradient(), t.examples());
    }
    if (in > 0) {
      multiplyTransposed(t.w(), t.adjoint(out), t.adjoint(in), t.examples());
    }
  }

  @Override
  public void forwardTangent(Tape t) {
    bias(t.direction(), t.tangent(out), t.examples());
    multiply(t.direction(), t.value(in), t.tangent(out), t.examples());
    if (in > 0) {
      multiply(t.w(), t.tangent(in), t.tangent(out), t.examples());
    }
  }

  @Override
  public void backwardTangent(Tape t) {
    outer(t.adjointTangent(out), t.value(in), t.gradientTangent(), t.examples());
    biasGradient(t.adjointTangent(out), t.gradientTangent(), t.examples());
    if (in > 0) {
      outer(t.adjoint(out), t.tangent(in), t.gradientTangent(), t.examples());
      multiplyTransposed(t.w(), t.adjointTangent(out), t.adjointTangent(in), t.examples());
      multiplyTransposed(t.direction(), t.adjoint(out), t.adjointTangent(in), t.examples());
    }
  }

  /** Adds Σ (each example's own gradient)² for every weight; biases are left out. */
  void addSquares(Tape t, double[] squares) {
    int n = t.examples();
    double[] x = t.value(in);
    double[] dy = t.adjoint(out);
    double[] each = new double[n];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns(); c++) {
        Arrays.fill(each, 0);
        visit(
            r,
            c,
            n,
            (a, b) -> {
              for (int e = 0; e < n; e++) {
                each[e] += x[a + e] * dy[b + e];
              }
            });
        for (double g : each) {
          squares[weight + r * columns() + c] += g * g;
        }
      }
    }
  }
}
