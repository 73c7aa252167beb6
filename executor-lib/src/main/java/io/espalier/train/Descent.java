package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.train.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;

/**
 * A training's survivors on their way: values, optimizer's moments and step. Whoever computes the
 * gradient leaves its mean in {@link #gradient()}, 0 for what does not train, and advances.
 */
public final class Descent {
  /** Survivors {@code [from, to)} that are weights: regularisation is for them alone. */
  private record Range(int from, int to) {}

  private final Course course;
  private final Optimizer update;
  private final Regularization penalties;
  private final List<Range> weights = new ArrayList<>();
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
    int at = 0;
    for (Network.Slot slot : network.slots()) {
      int end = at + mask.survivors(slot.offset(), slot.end());
      if (slot.prunable()) {
        weights.add(new Range(at, end));
      }
      at = end;
    }
  }

  /** The survivors' values, ascending by index; changed by every step. */
  public float[] values() {
    return w;
  }

  /** Room for their mean gradient. */
  public float[] gradient() {
    return g;
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
    double rate = optimizer.learningRate() * course.factor(step);
    step++;
    shrink((float) (1 - rate * optimizer.weightDecay()));
    update.step(w, g, moments, step, rate);
  }

  /** Decoupled weight decay: shrinks weights, apart from their gradient. */
  private void shrink(float keep) {
    if (keep == 1) {
      return;
    }
    for (Range r : weights) {
      for (int i = r.from(); i < r.to(); i++) {
        w[i] *= keep;
      }
    }
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
