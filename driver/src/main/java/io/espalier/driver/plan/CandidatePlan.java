package io.espalier.driver.plan;

import io.espalier.driver.spec.CandidateSpec;
import io.espalier.driver.spec.TrainSpec;
import io.espalier.shard.Batches;

/**
 * One candidate's course through the rounds, all of it known before the first job.
 *
 * @param spec its settings
 * @param batchesPerEpoch of the largest shard
 * @param averageEvery batches a cell in a round; the last round may have fewer
 * @param totalBatches optimizer steps of the whole fine-tuning
 * @param rounds between averagings
 */
public record CandidatePlan(
    CandidateSpec spec, int batchesPerEpoch, int averageEvery, long totalBatches, int rounds) {

  /**
   * Lays a candidate's epochs out in rounds.
   *
   * @param largestShard examples in the largest training shard
   */
  public static CandidatePlan of(CandidateSpec spec, int largestShard) {
    TrainSpec t = spec.fineTune();
    int perEpoch = Batches.perEpoch(largestShard, t.batchSize());
    int every = t.averageEvery() == 0 ? perEpoch : t.averageEvery();
    long total = (long) t.epochs() * perEpoch;
    return new CandidatePlan(
        spec, perEpoch, every, total, Math.toIntExact((total + every - 1) / every));
  }

  /** The first batch of a round, counted over all epochs. */
  public long firstBatch(int round) {
    return (long) round * averageEvery;
  }

  /** Batches a cell in a round. */
  public long batches(int round) {
    return Math.min(averageEvery, totalBatches - firstBatch(round));
  }

  /** Steps of the schedule. */
  public int steps() {
    return spec.prune().steps();
  }

  /** The step, from 1, that a round belongs to. */
  public int step(int round) {
    int step = 1;
    while (step < steps() && firstRound(step + 1) <= round) {
      step++;
    }
    return step;
  }

  /** Whether a round begins with pruning. */
  public boolean prunesAt(int round) {
    return spec.dense() ? false : firstRound(step(round)) == round;
  }

  /**
   * Whether a round ends with an evaluation: at each step's end, and every evaluateEvery rounds.
   */
  public boolean evaluatesAfter(int round) {
    int every = spec.fineTune().evaluateEvery();
    return round == rounds - 1
        || step(round + 1) != step(round)
        || (every > 0 && (round + 1) % every == 0);
  }

  /** Whether a round comes at or behind the last step that prunes: its mask is the final one. */
  public boolean settled(int round) {
    return step(round) == steps();
  }

  /** Whether a teacher's scores must come with its batches. */
  public boolean taught() {
    return spec.fineTune().recipe().objective().taught();
  }

  private int firstRound(int step) {
    return (int) ((long) (step - 1) * rounds / steps());
  }
}
