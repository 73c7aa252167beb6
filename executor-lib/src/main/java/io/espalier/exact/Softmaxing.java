package io.espalier.exact;

/**
 * Softmax over the channels of each pixel within a network; the last one is the loss's.
 *
 * @param channels over which a sum is 1
 */
record Softmaxing(int in, int out, int channels) implements Node {
  @Override
  public void forward(Tape t) {
    double[] x = t.value(in);
    double[] y = t.value(out);
    int stride = y.length / channels;
    for (int p = 0; p < stride; p++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int i = p; i < y.length; i += stride) {
        most = Math.max(most, x[i]);
      }
      double total = 0;
      for (int i = p; i < y.length; i += stride) {
        y[i] = Math.exp(x[i] - most);
        total += y[i];
      }
      for (int i = p; i < y.length; i += stride) {
        y[i] /= total;
      }
    }
  }

  @Override
  public void backward(Tape t) {
    turn(t.value(out), t.adjoint(out), t.adjoint(in));
  }

  @Override
  public void forwardTangent(Tape t) {
    turn(t.value(out), t.tangent(in), t.tangent(out));
  }

  /** By the product rule on {@code dx = y · (dy − Σ y·dy)}. */
  @Override
  public void backwardTangent(Tape t) {
    double[] y = t.value(out);
    double[] moved = t.tangent(out);
    double[] dy = t.adjoint(out);
    double[] dx = t.adjointTangent(in);
    turn(y, t.adjointTangent(out), dx);
    int stride = y.length / channels;
    for (int p = 0; p < stride; p++) {
      double level = dot(y, dy, p, stride);
      double slope = dot(moved, dy, p, stride);
      for (int i = p; i < y.length; i += stride) {
        dx[i] += moved[i] * (dy[i] - level) - y[i] * slope;
      }
    }
  }

  /** to += y · (from − Σ y·from): the Jacobian, which is symmetric. */
  private void turn(double[] y, double[] from, double[] to) {
    int stride = y.length / channels;
    for (int p = 0; p < stride; p++) {
      double level = dot(y, from, p, stride);
      for (int i = p; i < y.length; i += stride) {
        to[i] += y[i] * (from[i] - level);
      }
    }
  }

  private static double dot(double[] a, double[] b, int from, int stride) {
    double sum = 0;
    for (int i = from; i < a.length; i += stride) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
