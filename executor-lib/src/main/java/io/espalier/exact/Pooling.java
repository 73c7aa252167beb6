package io.espalier.exact;

/**
 * Maximum or average over a window; of equal maxima the first counts. The border is neither a
 * maximum nor in an average's divisor. Both are linear in the input once the maxima are known.
 */
record Pooling(boolean max, int in, int out, Taps taps) implements Node {
  @Override
  public void forward(Tape t) {
    gather(t, t.value(in), t.value(out));
  }

  @Override
  public void backward(Tape t) {
    scatter(t, t.adjoint(out), t.adjoint(in));
  }

  @Override
  public void forwardTangent(Tape t) {
    gather(t, t.tangent(in), t.tangent(out));
  }

  @Override
  public void backwardTangent(Tape t) {
    scatter(t, t.adjointTangent(out), t.adjointTangent(in));
  }

  private void gather(Tape t, double[] x, double[] y) {
    for (int i = 0; i < y.length; i++) {
      for (int tap = 0; tap < taps.taps(); tap++) {
        int from = from(t, i, tap);
        y[i] += from < 0 ? 0 : share(t, i, from) * x[from];
      }
    }
  }

  private void scatter(Tape t, double[] dy, double[] dx) {
    for (int i = 0; i < dy.length; i++) {
      for (int tap = 0; tap < taps.taps(); tap++) {
        int to = from(t, i, tap);
        if (to >= 0) {
          dx[to] += share(t, i, to) * dy[i];
        }
      }
    }
  }

  /** Index of the input under a tap of an output; negative in the border. */
  private int from(Tape t, int output, int tap) {
    int at = output / t.examples();
    int pixel = taps.seen()[at % taps.positions()][tap];
    int channel = at / taps.positions();
    return pixel < 0
        ? -1
        : (channel * taps.pixels() + pixel) * t.examples() + output % t.examples();
  }

  /** The derivative of an output by one of its inputs. */
  private double share(Tape t, int output, int from) {
    double[] x = t.value(in);
    int count = 0;
    int best = -1;
    for (int tap = 0; tap < taps.taps(); tap++) {
      int other = from(t, output, tap);
      count += other < 0 ? 0 : 1;
      best = other >= 0 && (best < 0 || x[other] > x[best]) ? other : best;
    }
    return max ? from == best ? 1 : 0 : 1.0 / count;
  }
}
