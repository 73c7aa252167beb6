package io.espalier.train;

import java.io.Serializable;

/**
 * What is added to the loss for the size of the parameters that survive; {@code l2} is {@link
 * OptimizerSpec}'s.
 *
 * @param l1 times the sum of the weights' magnitudes, at least 0
 * @param groupLasso times the sum over each weight's rows (a neuron's or filter's inputs) of their
 *     norms, at least 0
 * @param bnScale times the sum of the magnitudes of batch normalisations' gammas, at least 0
 */
public record Penalties(double l1, double groupLasso, double bnScale) implements Serializable {
  public static final Penalties NONE = new Penalties(0, 0, 0);
}
