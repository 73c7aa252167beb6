package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.shard.Batch;
import io.espalier.shard.Seeds;
import io.espalier.train.optimizer.Optimizer;

/** Trains what survives a mask by gradients that are computed for all of a network's values. */
final class MaskedFineTuning implements Trainer.FineTuning {
  /** The loss of a batch and its gradient. */
  interface Gradient {
    /**
     * @param values all of the network's
     * @param seed of dropout
     * @param into takes the gradient's sum over the batch
     * @return the loss, mean over the batch
     */
    double of(float[] values, Batch batch, long seed, float[] into);
  }

  private final Gradient loss;
  private final OptimizerSpec optimizer;
  private final LearningRate schedule;
  private final long totalSteps;
  private final long seed;
  private final Active active;
  private final Optimizer update;
  private final float[] w;
  private final float[] g;
  private final float[][] moments;
  private final float[] all;
  private final float[] gradient;
  private long step;
  private long examples;
  private double lossSum;

  /**
   * @param scratch {@code Network.size()} values that trainings of one thread may share: nothing in
   *     it outlasts a step
   */
  MaskedFineTuning(
      Network network,
      Gradient loss,
      float[] scratch,
      ReplicaState start,
      Mask mask,
      OptimizerSpec optimizer,
      LearningRate schedule,
      long totalSteps,
      long seed) {
    this.loss = loss;
    this.optimizer = optimizer;
    this.schedule = schedule;
    this.totalSteps = totalSteps;
    this.seed = seed;
    this.active = Active.of(network, mask);
    this.update = Optimizer.of(optimizer);
    this.w = start.values().clone();
    this.g = new float[w.length];
    this.moments = new float[optimizer.kind().moments()][];
    for (int m = 0; m < moments.length; m++) {
      moments[m] = start.moments().length == 0 ? new float[w.length] : start.moments()[m].clone();
    }
    this.all = Survivors.scatter(mask, w);
    this.gradient = scratch;
    this.step = start.step();
  }

  @Override
  public void step(Batch batch) {
    double mean = loss.of(all, batch, Seeds.mix(seed, step), gradient);
    if (!Double.isFinite(mean)) {
      throw new DivergedException("the loss is " + mean + " at step " + (step + 1));
    }
    lossSum += mean * batch.size();
    examples += batch.size();
    active.gather(gradient, batch.size(), g);
    active.decay(w, g, optimizer.l2());
    double rate = optimizer.learningRate() * schedule.factor(step, totalSteps);
    step++;
    active.decouple(w, rate * optimizer.weightDecay());
    update.step(w, g, moments, step, rate);
    active.scatter(w, all);
  }

  @Override
  public Trainer.FineTuned finish() {
    for (float v : w) {
      if (!Float.isFinite(v)) {
        throw new DivergedException("a parameter is " + v + " after step " + step);
      }
    }
    return new Trainer.FineTuned(new ReplicaState(w, moments, step), examples, lossSum);
  }
}
