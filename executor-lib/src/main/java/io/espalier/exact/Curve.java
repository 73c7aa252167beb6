package io.espalier.exact;

import io.espalier.model.Operation.Activation.Function;

/** Activations with their first and second derivatives; a kink has its left side's. */
final class Curve {
  private static final double LEAK = 0.01;

  private Curve() {}

  static double value(Function f, double x) {
    return switch (f) {
      case RELU -> Math.max(0, x);
      case LEAKY_RELU -> x > 0 ? x : LEAK * x;
      case ELU -> x > 0 ? x : Math.expm1(x);
      case SIGMOID -> sigmoid(x);
      case TANH -> Math.tanh(x);
      case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      case SWISH -> x * sigmoid(x);
      case SOFTMAX -> throw new IllegalArgumentException("not elementwise");
    };
  }

  static double slope(Function f, double x) {
    return switch (f) {
      case RELU -> x > 0 ? 1 : 0;
      case LEAKY_RELU -> x > 0 ? 1 : LEAK;
      case ELU -> x > 0 ? 1 : Math.exp(x);
      case SIGMOID -> sigmoid(x) * sigmoid(-x);
      case TANH -> 1 - Math.tanh(x) * Math.tanh(x);
      case SOFTPLUS -> sigmoid(x);
      case SWISH -> sigmoid(x) * (1 + x * sigmoid(-x));
      case SOFTMAX -> throw new IllegalArgumentException("not elementwise");
    };
  }

  /** The second derivative. */
  static double bend(Function f, double x) {
    return switch (f) {
      case RELU, LEAKY_RELU -> 0;
      case ELU -> x > 0 ? 0 : Math.exp(x);
      case SIGMOID -> sigmoid(x) * sigmoid(-x) * (1 - 2 * sigmoid(x));
      case TANH -> -2 * Math.tanh(x) * (1 - Math.tanh(x) * Math.tanh(x));
      case SOFTPLUS -> sigmoid(x) * sigmoid(-x);
      case SWISH -> sigmoid(x) * sigmoid(-x) * (2 + x * (1 - 2 * sigmoid(x)));
      case SOFTMAX -> throw new IllegalArgumentException("not elementwise");
    };
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
