package io.espalier.exact;

/**
 * One operation with its derivatives. Each method reads what the ones before it left on the tape
 * and adds to arrays that begin at 0.
 *
 * <p>The two tangent methods are the R-operator of Pearlmutter, <i>Fast Exact Multiplication by the
 * Hessian</i>, Neural Computation 6(1), 1994, equation 4: the derivative of the other two along a
 * direction in the values.
 */
sealed interface Node permits Elementwise, Joining, Linear, Normalizing, Pooling, Softmaxing {
  /** The output from the inputs. */
  void forward(Tape tape);

  /** Adjoints of inputs and parameters from the output's. */
  void backward(Tape tape);

  /** How the output moves along the tape's direction. */
  void forwardTangent(Tape tape);

  /** How the adjoints move along the tape's direction. */
  void backwardTangent(Tape tape);
}
