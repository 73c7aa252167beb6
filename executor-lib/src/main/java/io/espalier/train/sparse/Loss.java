package io.espalier.train.sparse;

import io.espalier.shard.Batch;
import io.espalier.train.Objective;

/** What a training makes small, by the scores that the last softmax reads. */
public sealed interface Loss permits CrossEntropy, MeanSquared, Distillation, LabelSmoothing {
  /** The loss of a training's objective. */
  static Loss of(Objective o) {
    if (o.kind() == Objective.Kind.MSE) {
      return new MeanSquared(o.smoothing());
    }
    Loss loss = o.taught() ? new Distillation(o.temperature(), o.alpha()) : new CrossEntropy();
    return o.smoothing() == 0 ? loss : new LabelSmoothing(loss, (1 - o.alpha()) * o.smoothing());
  }

  /**
   * The loss, and its gradient times {@code scale} at the scores; padding lanes get 0.
   *
   * @param a the program's memory
   * @param logits scores {@code [classes][batch]} and room for their gradient
   * @return the loss summed over the examples
   */
  double gradient(float[] a, View logits, Batch batch, float scale);
}
