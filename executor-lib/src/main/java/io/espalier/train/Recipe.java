package io.espalier.train;

import java.io.Serializable;

/**
 * How each step of a training is taken, whatever their number.
 *
 * @param optimizer the update rule
 * @param schedule the learning rate's course
 * @param objective the loss
 * @param penalties on parameters, added to the loss
 * @param clip the gradient's largest norm, over all that survives and trains; 0: any
 */
public record Recipe(
    OptimizerSpec optimizer,
    LearningRate schedule,
    Objective objective,
    Penalties penalties,
    double clip)
    implements Serializable {

  /** Cross-entropy without penalties and clipping. */
  public static Recipe plain(OptimizerSpec optimizer, LearningRate schedule) {
    return new Recipe(optimizer, schedule, Objective.PLAIN, Penalties.NONE, 0);
  }

  /** The same without a teacher. */
  public Recipe untaught() {
    return new Recipe(optimizer, schedule, objective.untaught(), penalties, clip);
  }
}
