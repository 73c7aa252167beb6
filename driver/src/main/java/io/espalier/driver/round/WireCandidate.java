package io.espalier.driver.round;

import io.espalier.driver.spec.TrainSpec;
import io.espalier.mask.Mask;
import io.espalier.train.ReplicaState;
import io.espalier.train.ShadowRule;
import io.espalier.train.Survivors;
import java.io.Serializable;
import java.util.List;

/**
 * What an executor must know of a candidate to do its cells of one round; the mask travels apart,
 * since it changes only when a step prunes.
 *
 * @param id the candidate's
 * @param state to start from
 * @param spec how to fine-tune
 * @param seed of the batch order
 * @param firstBatch of the round in the stream of batches, counted over all epochs
 * @param batches in the round
 * @param totalBatches of the learning rate's course
 * @param round its number, from 0
 * @param shadow how what the mask hides is trained; none where the state has survivors alone
 */
record WireCandidate(
    String id,
    ReplicaState state,
    TrainSpec spec,
    long seed,
    long firstBatch,
    long batches,
    long totalBatches,
    int round,
    List<ShadowRule> shadow)
    implements Serializable {
  WireCandidate with(ReplicaState other) {
    return new WireCandidate(
        id, other, spec, seed, firstBatch, batches, totalBatches, round, shadow);
  }

  /** The values that the mask leaves, ascending by index. */
  float[] survivors(Mask mask) {
    return shadow.isEmpty() ? state.values() : Survivors.gather(mask, state.values());
  }
}
