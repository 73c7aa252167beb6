package io.espalier.criterion;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * Decompositions {@code A = LLᵀ}. The library's own limits are absolute: 1e-10 on the diagonal
 * refuses matrices of small gradients or large inputs, though they are as definite as any other.
 */
final class Cholesky {
  private static final double ASYMMETRY = 1e-9;

  private Cholesky() {}

  /**
   * A matrix's.
   *
   * @param symmetric not copied
   * @throws IllegalArgumentException if it is not positive definite
   */
  static CholeskyDecomposition of(double[][] symmetric) {
    return new CholeskyDecomposition(new Array2DRowRealMatrix(symmetric, false), ASYMMETRY, 0);
  }
}
