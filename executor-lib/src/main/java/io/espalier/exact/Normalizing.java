package io.espalier.exact;

/**
 * Batch normalisation: {@code y = γ·x̂ + β, x̂ = (x − μ)·s, s = 1/√(v + ε)}.
 *
 * <p>Source: Ioffe, Szegedy, <i>Batch Normalization</i>, ICML 2015, arXiv:1502.03167, algorithm 1
 * and its gradients in section 3; the tangents are those formulas' derivatives.
 *
 * @param gamma index of the first γ; β, running mean and variance follow, {@code channels} each
 */
record Normalizing(int in, int out, int gamma, int channels, double epsilon) implements Node {
  @Override
  public void forward(Tape t) {
    for (int c = 0; c < channels; c++) {
      Channel k = channel(t, c);
      double shift = t.w()[gamma + channels + c];
      for (int i = k.from; i < k.end; i++) {
        t.value(out)[i] = k.scale * k.normal(t, i) + shift;
      }
    }
  }

  @Override
  public void backward(Tape t) {
    double[] d = t.adjoint(out);
    for (int c = 0; c < channels; c++) {
      Channel k = channel(t, c);
      double sum = 0;
      double product = 0;
      for (int i = k.from; i < k.end; i++) {
        sum += d[i];
        product += d[i] * k.normal(t, i);
      }
      t.gradient()[gamma + c] += product;
      t.gradient()[gamma + channels + c] += sum;
      boolean batch = t.norms() == Norms.BATCH;
      if (!batch) {
        t.gradient()[gamma + 2 * channels + c] -= k.scale * k.s * sum;
        t.gradient()[gamma + 3 * channels + c] -= k.scale * k.s * k.s * product / 2;
      }
      for (int i = k.from; i < k.end; i++) {
        double less = batch ? (sum + k.normal(t, i) * product) / k.count() : 0;
        t.adjoint(in)[i] += k.scale * k.s * (d[i] - less);
      }
    }
  }

  @Override
  public void forwardTangent(Tape t) {
    for (int c = 0; c < channels; c++) {
      Channel k = channel(t, c);
      k.move(t, c);
      double shift = t.direction()[gamma + channels + c];
      for (int i = k.from; i < k.end; i++) {
        t.tangent(out)[i] = k.scaleMoves * k.normal(t, i) + k.scale * k.normalMoves(t, i) + shift;
      }
    }
  }

  @Override
  public void backwardTangent(Tape t) {
    double[] d = t.adjoint(out);
    double[] dMoves = t.adjointTangent(out);
    for (int c = 0; c < channels; c++) {
      Channel k = channel(t, c);
      k.move(t, c);
      double sum = 0;
      double sumMoves = 0;
      double product = 0;
      double productMoves = 0;
      for (int i = k.from; i < k.end; i++) {
        sum += d[i];
        sumMoves += dMoves[i];
        product += d[i] * k.normal(t, i);
        productMoves += dMoves[i] * k.normal(t, i) + d[i] * k.normalMoves(t, i);
      }
      double factor = k.scale * k.s;
      double factorMoves = k.scaleMoves * k.s + k.scale * k.sMoves;
      double[] g = t.gradientTangent();
      g[gamma + c] += productMoves;
      g[gamma + channels + c] += sumMoves;
      boolean batch = t.norms() == Norms.BATCH;
      if (!batch) {
        g[gamma + 2 * channels + c] -= factorMoves * sum + factor * sumMoves;
        g[gamma + 3 * channels + c] -=
            ((factorMoves * k.s + factor * k.sMoves) * product + factor * k.s * productMoves) / 2;
      }
      for (int i = k.from; i < k.end; i++) {
        double x = k.normal(t, i);
        double less = batch ? (sum + x * product) / k.count() : 0;
        double lessMoves =
            batch ? (sumMoves + k.normalMoves(t, i) * product + x * productMoves) / k.count() : 0;
        t.adjointTangent(in)[i] += factorMoves * (d[i] - less) + factor * (dMoves[i] - lessMoves);
      }
    }
  }

  private Channel channel(Tape t, int c) {
    int count = t.value(in).length / channels;
    Channel k = new Channel(c * count, (c + 1) * count);
    k.scale = t.w()[gamma + c];
    if (t.norms() == Norms.BATCH) {
      for (int i = k.from; i < k.end; i++) {
        k.mean += t.value(in)[i] / count;
      }
      for (int i = k.from; i < k.end; i++) {
        double d = t.value(in)[i] - k.mean;
        k.variance += d * d / count;
      }
    } else {
      k.mean = t.w()[gamma + 2 * channels + c];
      k.variance = t.w()[gamma + 3 * channels + c];
    }
    k.s = 1 / Math.sqrt(k.variance + epsilon);
    return k;
  }

  /** One channel's numbers and how they move. */
  private final class Channel {
    private final int from;
    private final int end;
    private double scale;
    private double scaleMoves;
    private double mean;
    private double meanMoves;
    private double variance;
    private double s;
    private double sMoves;

    Channel(int from, int end) {
      this.from = from;
      this.end = end;
    }

    int count() {
      return end - from;
    }

    void move(Tape t, int c) {
      scaleMoves = t.direction()[gamma + c];
      double varianceMoves = 0;
      if (t.norms() == Norms.BATCH) {
        for (int i = from; i < end; i++) {
          meanMoves += t.tangent(in)[i] / count();
        }
        for (int i = from; i < end; i++) {
          varianceMoves += 2 * (t.value(in)[i] - mean) * (t.tangent(in)[i] - meanMoves) / count();
        }
      } else {
        meanMoves = t.direction()[gamma + 2 * channels + c];
        varianceMoves = t.direction()[gamma + 3 * channels + c];
      }
      sMoves = -s * s * s * varianceMoves / 2;
    }

    double normal(Tape t, int i) {
      return (t.value(in)[i] - mean) * s;
    }

    double normalMoves(Tape t, int i) {
      return (t.tangent(in)[i] - meanMoves) * s + (t.value(in)[i] - mean) * sMoves;
    }
  }
}
