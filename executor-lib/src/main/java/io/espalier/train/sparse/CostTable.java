package io.espalier.train.sparse;

/**
 * The density from which the register-blocked kernels are faster than those that follow the
 * survivors: the same on every machine, so that every run and executor chooses alike. The JMH
 * benchmark {@code crossover} (CONTRIBUTING.md) measures single layers.
 *
 * <p>Dense layers, by a whole step of LeNet-300-100 at batch 128 with 256-bit vectors (time over
 * that of the unpruned network's step, medians): blocked 1.11 at density 0.55 and 1.05 at 0.60;
 * following the survivors 1.20 at 0.50, 1.07 at 0.45 and 0.95 at 0.40.
 */
final class CostTable {
  private static final double DENSE_LAYER = 0.45;
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
