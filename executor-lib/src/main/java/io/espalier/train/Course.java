package io.espalier.train;

import java.io.Serializable;

/**
 * A whole training, of which a trainer may be asked for any stretch.
 *
 * @param recipe of each step
 * @param totalSteps over which the learning rate runs its course, at least 1
 */
public record Course(Recipe recipe, long totalSteps) implements Serializable {

  /** Cross-entropy without penalties and clipping. */
  public static Course plain(OptimizerSpec optimizer, LearningRate schedule, long totalSteps) {
    return new Course(Recipe.plain(optimizer, schedule), totalSteps);
  }

  public OptimizerSpec optimizer() {
    return recipe.optimizer();
  }

  /** Factor of the optimizer's learning rate at a step, counted from 0. */
  public double factor(long step) {
    return recipe.schedule().factor(step, totalSteps);
  }
}
