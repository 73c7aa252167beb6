package io.espalier.driver.round;

import io.espalier.train.ReplicaState;

/**
 * What one cell gives back: a trained state, or why there is none.
 *
 * @param candidate index within the round
 * @param shard index of the shard
 * @param examples trained on: the state's weight in the average
 * @param lossSum over these examples
 * @param nanos of computing, making batches included
 * @param batchNanos of these, making batches
 * @param failure null, or the first line
 * @param stack of the failure
 */
record CellResult(
    int candidate,
    int shard,
    ReplicaState state,
    long examples,
    double lossSum,
    long nanos,
    long batchNanos,
    String failure,
    String stack)
    implements Part {
  CellResult with(ReplicaState other) {
    return new CellResult(
        candidate, shard, other, examples, lossSum, nanos, batchNanos, failure, stack);
  }

  boolean failed() {
    return failure != null;
  }
}
