package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.shard.Batch;
import io.espalier.shard.Seeds;
import java.util.Arrays;

/** Trains a dense state whose network computes with what a mask leaves, by dense gradients. */
final class ShadowFineTuning implements Trainer.FineTuning {
  private final DenseGradient loss;
  private final long seed;
  private final Active active;
  private final Hiding hiding;
  private final Descent descent;
  private final float[] gradient;

  /**
   * Begins.
   *
   * @param mask what computes
   * @param start all of the network's values; moments, if any, are the optimizer's, if they travel,
   *     and then the rule's
   */
  ShadowFineTuning(
      Network network,
      DenseGradient loss,
      Mask mask,
      ReplicaState start,
      ShadowRule rule,
      Course course,
      long seed) {
    int own = Math.max(0, start.moments().length - rule.rows());
    float[][] moments = Arrays.copyOf(start.moments(), own);
    this.loss = loss;
    this.seed = seed;
    this.active = Active.of(network, Mask.full(network.size()));
    this.hiding = Hiding.of(rule, network, mask, start);
    this.descent =
        new Descent(
            network,
            Mask.full(network.size()),
            new ReplicaState(hiding.start(), moments, start.step()),
            course);
    this.gradient = new float[network.size()];
  }

  @Override
  public void step(Batch batch) {
    float[] w = descent.values();
    double mean = loss.of(hiding.computing(w), batch, Seeds.mix(seed, descent.step()), gradient);
    descent.check(mean);
    active.gather(gradient, batch.size(), descent.gradient());
    hiding.steer(w, descent.gradient(), descent.rate());
    descent.advance(mean * batch.size(), batch.size());
    hiding.settle(w);
  }

  @Override
  public Trainer.FineTuned finish() {
    Trainer.FineTuned tuned = descent.finish();
    return new Trainer.FineTuned(hiding.finish(tuned.state()), tuned.examples(), tuned.lossSum());
  }
}
