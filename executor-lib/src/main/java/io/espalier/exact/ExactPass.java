package io.espalier.exact;

import java.util.List;
import java.util.function.Consumer;

/**
 * One batch at one point in the values: what its forward pass gave, and derivatives there. Values
 * and directions are indexed as the network's values; logits are {@code [n, classes]} row-major.
 * Belongs to one thread.
 */
public final class ExactPass {
  private final Tape tape;
  private final List<Node> nodes;
  private final int last;
  private final int classes;

  ExactPass(Tape tape, List<Node> nodes, int last, int classes) {
    this.tape = tape;
    this.nodes = nodes;
    this.last = last;
    this.classes = classes;
    nodes.forEach(n -> n.forward(tape));
  }

  /** What the last softmax reads. */
  public double[] logits() {
    return rows(tape.value(last), classes);
  }

  /** The loss. */
  public double loss(CrossEntropy loss) {
    return loss.value(logits());
  }

  /** The loss's gradient by all values. */
  public double[] gradient(CrossEntropy loss) {
    return gradient(loss.gradient(logits()));
  }

  /**
   * The gradient by all values of {@code Σ weights · logits}.
   *
   * @param weights {@code [n, classes]}
   */
  public double[] gradient(double[] weights) {
    back(weights, true);
    return tape.gradient();
  }

  /**
   * Σ over the examples of the squares of each one's own gradient of {@code Σ weights · logits}, by
   * the weights of dense layers and convolutions; 0 elsewhere.
   *
   * @param weights {@code [n, classes]}
   * @throws IllegalStateException if a batch's own means tie its examples together
   */
  public double[] squaredGradients(double[] weights) {
    requireSingle();
    back(weights, false);
    double[] squares = new double[tape.w().length];
    for (Node node : nodes) {
      if (node instanceof Linear linear) {
        linear.addSquares(tape, squares);
      }
    }
    return squares;
  }

  /** The derivative of the logits along a direction. */
  public double[] tangent(double[] direction) {
    tape.startTangent(direction);
    nodes.forEach(n -> n.forwardTangent(tape));
    return rows(tape.tangent(last), classes);
  }

  /** The loss's Hessian by all values times a direction; a rectifier's second derivative is 0. */
  public double[] hessianTimes(CrossEntropy loss, double[] direction) {
    back(loss.gradient(logits()), false);
    double[] moved = loss.hessianTimes(logits(), tangent(direction));
    tape.startBackwardTangent();
    fill(tape.adjointTangent(last), moved);
    reversed(n -> n.backwardTangent(tape));
    return tape.gradientTangent();
  }

  /**
   * The Gauss-Newton matrix {@code JᵀHJ}, H the loss's Hessian by the logits, times a direction.
   */
  public double[] gaussNewtonTimes(CrossEntropy loss, double[] direction) {
    return gradient(loss.hessianTimes(logits(), tangent(direction)));
  }

  /**
   * The diagonal of the Gauss-Newton matrix of the examples' summed cross-entropy, by the weights
   * of dense layers and convolutions. Exact: with p the probabilities, {@code diag(p) − ppᵀ = Σ p_c
   * (e_c − p)(e_c − p)ᵀ}, so that each class needs one backward pass.
   *
   * @throws IllegalStateException if a batch's own means tie its examples together
   */
  public double[] gaussNewtonDiagonal() {
    double[] p = CrossEntropy.probabilities(logits(), 1, tape.examples());
    double[] diagonal = new double[tape.w().length];
    for (int c = 0; c < classes; c++) {
      double[] weights = new double[p.length];
      for (int i = 0; i < p.length; i++) {
        double root = Math.sqrt(p[i / classes * classes + c]);
        weights[i] = root * ((i % classes == c ? 1 : 0) - p[i]);
      }
      double[] squares = squaredGradients(weights);
      for (int i = 0; i < diagonal.length; i++) {
        diagonal[i] += squares[i];
      }
    }
    return diagonal;
  }

  private void requireSingle() {
    if (tape.norms() == Norms.BATCH && nodes.stream().anyMatch(Normalizing.class::isInstance)) {
      throw new IllegalStateException("examples of a batch-normalised batch have no own gradients");
    }
  }

  private void back(double[] weights, boolean gradientWanted) {
    tape.startBackward(gradientWanted);
    fill(tape.adjoint(last), weights);
    reversed(n -> n.backward(tape));
  }

  private void reversed(Consumer<Node> step) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      step.accept(nodes.get(i));
    }
  }

  private void fill(double[] to, double[] rows) {
    for (int i = 0; i < rows.length; i++) {
      to[i % classes * tape.examples() + i / classes] = rows[i];
    }
  }

  private double[] rows(double[] from, int width) {
    double[] rows = new double[from.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = from[i % width * tape.examples() + i / width];
    }
    return rows;
  }
}
