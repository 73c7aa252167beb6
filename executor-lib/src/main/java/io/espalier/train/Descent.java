package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.train.optimizer.Optimizer;

/**
 * A training's survivors on their way: values, optimizer's moments and step. Whoever computes the
 * gradient leaves its mean in {@link #gradient()}, 0 for what does not train, and advances.
 */
public final class Descent {
  private final Course course;
  private final Optimizer update;
  private final Regularization penalties;
  private final float[] w;
  private final float[] g;
  private final float[][] moments;
  private long step;
  private long examples;
  private double lossSum;

  public Descent(Network network, Mask mask, ReplicaState start, Course course) {
    this.course = course;
    OptimizerSpec optimizer = course.optimizer();
    this.penalties = new Regularization(network, mask, course.recipe());
    this.update = Optimizer.of(optimizer);
    this.w = start.values().clone();
    this.g = new float[w.length];
    this.moments = new float[optimizer.kind().moments()][];
    for (int m = 0; m < moments.length; m++) {
      moments[m] = start.moments().length == 0 ? new float[w.length] : start.moments()[m].clone();
    }
    this.step = start.step();
  }

  /** The survivors' values, ascending by index; changed by every step. */
  public float[] values() {
    return w;
  }

  /** Room for their mean gradient. */
  public float[] gradient() {
    return g;
  }

  /** The learning rate of the step that comes next. */
  public double rate() {
    return course.optimizer().learningRate() * course.factor(step);
  }

  /** Steps taken so far, those of earlier rounds included. */
  public long step() {
    return step;
  }

  /**
   * Refuses a loss that is no number.
   *
   * @param loss of the step that is under way
   * @throws DivergedException if it is not finite
   */
  public void check(double loss) {
    if (!Double.isFinite(loss)) {
      throw new DivergedException("the loss is " + loss + " at step " + (step + 1));
    }
  }

  /** Takes one step along the gradient. */
  public void advance(double batchLossSum, int batchExamples) {
    lossSum += batchLossSum;
    examples += batchExamples;
    OptimizerSpec optimizer = course.optimizer();
    penalties.add(w, g);
    Clipping.clip(g, course.recipe().clip());
    double rate = rate();
    step++;
    penalties.shrink(w, (float) (1 - rate * optimizer.weightDecay()));
    update.step(w, g, moments, step, rate);
  }

  /**
   * What has become of them.
   *
   * @throws DivergedException if a value is not finite
   */
  public Trainer.FineTuned finish() {
    for (float v : w) {
      if (!Float.isFinite(v)) {
        throw new DivergedException("a parameter is " + v + " after step " + step);
      }
    }
    return new Trainer.FineTuned(new ReplicaState(w, moments, step), examples, lossSum);
  }
}
