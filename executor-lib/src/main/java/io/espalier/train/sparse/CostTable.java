package io.espalier.train.sparse;

/**
 * The density from which the register-blocked kernels are faster than those that follow the
 * survivors: measured by the JMH benchmark {@code crossover} (CONTRIBUTING.md), the same on every
 * machine, so that every run and executor chooses alike.
 */
final class CostTable {
  private static final double DENSE_LAYER = 0.5;
  private static final double CONVOLUTION = 0.5;

  private CostTable() {}

  /**
   * Whether a layer runs dense.
   *
   * @param point a dense layer rather than a convolution
   * @param density share of its weights that survive
   */
  static boolean dense(boolean point, double density) {
    return density > (point ? DENSE_LAYER : CONVOLUTION);
  }
}
