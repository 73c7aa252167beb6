package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.shard.Batch;
import io.espalier.shard.Seeds;

/** Trains what survives a mask by gradients that are computed for all of a network's values. */
final class MaskedFineTuning implements Trainer.FineTuning {
  private final DenseGradient loss;
  private final long seed;
  private final Active active;
  private final Descent descent;
  private final float[] all;
  private final float[] gradient;

  /**
   * Begins.
   *
   * @param scratch {@code Network.size()} values that trainings of one thread may share: nothing in
   *     it outlasts a step
   */
  MaskedFineTuning(
      Network network, DenseGradient loss, float[] scratch, Mask mask, Descent descent, long seed) {
    this.loss = loss;
    this.seed = seed;
    this.active = Active.of(network, mask);
    this.descent = descent;
    this.all = Survivors.scatter(mask, descent.values());
    this.gradient = scratch;
  }

  @Override
  public void step(Batch batch) {
    double mean = loss.of(all, batch, Seeds.mix(seed, descent.step()), gradient);
    descent.check(mean);
    active.gather(gradient, batch.size(), descent.gradient());
    descent.advance(mean * batch.size(), batch.size());
    active.scatter(descent.values(), all);
  }

  @Override
  public Trainer.FineTuned finish() {
    return descent.finish();
  }
}
