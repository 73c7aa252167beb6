package io.espalier.exact;

/**
 * Everything of one batch. Arrays of outputs are {@code [features, examples]} row-major, the
 * examples innermost; number 0 is the network's input.
 */
final class Tape {
  private final double[] w;
  private final int examples;
  private final Norms norms;
  private final int[] sizes;
  private final double[][] values;
  private double[][] adjoints;
  private double[][] tangents;
  private double[][] adjointTangents;
  private double[] gradient;
  private boolean wantsGradient;
  private double[] direction;
  private double[] gradientTangent;

  /**
   * A tape without anything on it.
   *
   * @param sizes features of the input and of each operation's output
   */
  Tape(double[] w, int examples, Norms norms, int[] sizes) {
    this.w = w;
    this.examples = examples;
    this.norms = norms;
    this.sizes = sizes;
    this.values = arrays();
  }

  private double[][] arrays() {
    double[][] all = new double[sizes.length][];
    for (int i = 0; i < all.length; i++) {
      all[i] = new double[Math.multiplyExact(sizes[i], examples)];
    }
    return all;
  }

  /**
   * Makes room for a backward pass.
   *
   * @param wanted whether linear layers are to add up the values' adjoints, the larger half of it
   */
  void startBackward(boolean wanted) {
    adjoints = arrays();
    gradient = new double[w.length];
    wantsGradient = wanted;
  }

  /** Makes room for tangents along a direction in the values. */
  void startTangent(double[] along) {
    direction = along;
    tangents = arrays();
  }

  /** Makes room for the adjoints' tangents. */
  void startBackwardTangent() {
    adjointTangents = arrays();
    gradientTangent = new double[w.length];
  }

  /** The network's values. */
  double[] w() {
    return w;
  }

  int examples() {
    return examples;
  }

  Norms norms() {
    return norms;
  }

  double[] value(int output) {
    return values[output];
  }

  double[] adjoint(int output) {
    return adjoints[output];
  }

  double[] tangent(int output) {
    return tangents[output];
  }

  double[] adjointTangent(int output) {
    return adjointTangents[output];
  }

  /** The values' adjoints. */
  double[] gradient() {
    return gradient;
  }

  /** Whether {@link #gradient} is to be complete. */
  boolean wantsGradient() {
    return wantsGradient;
  }

  /** The values' tangents. */
  double[] direction() {
    return direction;
  }

  /** The tangents of the values' adjoints. */
  double[] gradientTangent() {
    return gradientTangent;
  }
}
