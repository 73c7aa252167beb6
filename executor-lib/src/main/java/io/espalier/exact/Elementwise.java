package io.espalier.exact;

import io.espalier.model.Operation.Activation.Function;

/** An activation of each value alone. */
record Elementwise(Function function, int in, int out) implements Node {
  @Override
  public void forward(Tape t) {
    double[] x = t.value(in);
    for (int i = 0; i < x.length; i++) {
      t.value(out)[i] = Curve.value(function, x[i]);
    }
  }

  @Override
  public void backward(Tape t) {
    double[] x = t.value(in);
    for (int i = 0; i < x.length; i++) {
      t.adjoint(in)[i] += Curve.slope(function, x[i]) * t.adjoint(out)[i];
    }
  }

  @Override
  public void forwardTangent(Tape t) {
    double[] x = t.value(in);
    for (int i = 0; i < x.length; i++) {
      t.tangent(out)[i] = Curve.slope(function, x[i]) * t.tangent(in)[i];
    }
  }

  @Override
  public void backwardTangent(Tape t) {
    double[] x = t.value(in);
    for (int i = 0; i < x.length; i++) {
      t.adjointTangent(in)[i] +=
          Curve.slope(function, x[i]) * t.adjointTangent(out)[i]
              + Curve.bend(function, x[i]) * t.tangent(in)[i] * t.adjoint(out)[i];
    }
  }
}
