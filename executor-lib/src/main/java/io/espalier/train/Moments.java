package io.espalier.train;

import java.io.Serializable;

/**
 * Count, mean and centred squares of each channel; can be pooled without cancellation.
 *
 * @param count values a channel
 * @param mean {@code [channels]}
 * @param squares {@code [channels]}, Σ (x - mean)²
 */
public record Moments(long count, double[] mean, double[] squares) implements Serializable {
  /**
   * Two passes, so that nothing cancels.
   *
   * @param x {@code [values of a channel, channels]} row-major
   */
  public static Moments of(float[] x, int channels) {
    double[] mean = new double[channels];
    double[] squares = new double[channels];
    int rows = x.length / channels;
    for (int i = 0; i < x.length; i++) {
      mean[i % channels] += x[i];
    }
    for (int c = 0; c < channels; c++) {
      mean[c] /= rows;
    }
    for (int i = 0; i < x.length; i++) {
      double d = x[i] - mean[i % channels];
      squares[i % channels] += d * d;
    }
    return new Moments(rows, mean, squares);
  }

  /**
   * The moments of both sets together.
   *
   * <p>Source: Chan, Golub, LeVeque, <i>Updating Formulae and a Pairwise Algorithm for Computing
   * Sample Variances</i>, 1979.
   */
  public Moments plus(Moments o) {
    if (count == 0) {
      return o;
    }
    if (o.count == 0) {
      return this;
    }
    long n = count + o.count;
    double[] m = new double[mean.length];
    double[] s = new double[mean.length];
    for (int c = 0; c < m.length; c++) {
      double d = o.mean[c] - mean[c];
      m[c] = mean[c] + d * o.count / n;
      s[c] = squares[c] + o.squares[c] + d * d * ((double) count * o.count / n);
    }
    return new Moments(n, m, s);
  }

  /** Population variance, {@code [channels]}. */
  public double[] variance() {
    double[] v = new double[squares.length];
    for (int c = 0; c < v.length; c++) {
      v[c] = count == 0 ? 0 : squares[c] / count;
    }
    return v;
  }
}
