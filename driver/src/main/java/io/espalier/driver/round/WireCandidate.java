package io.espalier.driver.round;

import io.espalier.driver.spec.TrainSpec;
import io.espalier.train.ReplicaState;
import java.io.Serializable;

/**
 * What an executor must know of a candidate to do its cells of one round; the mask travels apart,
 * since it changes only when a step prunes.
 *
 * @param id the candidate's
 * @param state to start from
 * @param spec how to fine-tune
 * @param seed of the batch order
 * @param firstBatch of the round, counted over all epochs
 * @param batches in the round
 * @param totalBatches of the whole fine-tuning
 * @param round its number, from 0
 */
record WireCandidate(
    String id,
    ReplicaState state,
    TrainSpec spec,
    long seed,
    long firstBatch,
    long batches,
    long totalBatches,
    int round)
    implements Serializable {
  WireCandidate with(ReplicaState other) {
    return new WireCandidate(id, other, spec, seed, firstBatch, batches, totalBatches, round);
  }
}
