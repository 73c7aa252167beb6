package io.espalier.exact;

import java.util.List;

/**
 * Sums, concatenations, and what passes its input unchanged.
 *
 * @param offsets of each input's first feature in the output
 */
record Joining(List<Integer> ins, List<Integer> offsets, int out) implements Node {
  @Override
  public void forward(Tape t) {
    for (int i = 0; i < ins.size(); i++) {
      gather(t.value(ins.get(i)), t.value(out), offsets.get(i) * t.examples());
    }
  }

  @Override
  public void backward(Tape t) {
    for (int i = 0; i < ins.size(); i++) {
      scatter(t.adjoint(out), t.adjoint(ins.get(i)), offsets.get(i) * t.examples());
    }
  }

  @Override
  public void forwardTangent(Tape t) {
    for (int i = 0; i < ins.size(); i++) {
      gather(t.tangent(ins.get(i)), t.tangent(out), offsets.get(i) * t.examples());
    }
  }

  @Override
  public void backwardTangent(Tape t) {
    for (int i = 0; i < ins.size(); i++) {
      scatter(t.adjointTangent(out), t.adjointTangent(ins.get(i)), offsets.get(i) * t.examples());
    }
  }

  private static void gather(double[] x, double[] y, int at) {
    for (int i = 0; i < x.length; i++) {
      y[at + i] += x[i];
    }
  }

  private static void scatter(double[] dy, double[] dx, int at) {
    for (int i = 0; i < dx.length; i++) {
      dx[i] += dy[at + i];
    }
  }
}
