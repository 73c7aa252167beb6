package io.espalier.driver.run;

import io.espalier.driver.spec.CandidateSpec;
import java.util.List;

/**
 * One candidate's line of the result: what {@code candidates/ID.json} holds.
 *
 * @param reason why it stopped, failed or was lost, or that it stopped early; empty else
 * @param stack of the failure; empty else
 * @param targetSparsity asked for; with a threshold, what it resolved to
 * @param sparsity pruned / prunable weights
 * @param compressionRatio all parameters / those left, biases counted
 * @param theoreticalSpeedup FLOPs dense / left
 * @param accuracyPruned on validation, before fine-tuning
 * @param accuracy on validation, at the end
 * @param loss on validation, at the end
 * @param parametersLeft trained parameters that are left
 * @param bytesDense of all values as float32
 * @param bytesCompressed of the survivors with their mask
 * @param bytesMoved broadcast and results of all its rounds
 * @param cpuSeconds spent by its cells
 * @param seconds from its first round's start to its last evaluation
 * @param layers per-layer outcome of the last step
 * @param rounds what each round did
 * @param parametersHash SHA-256 of the final values' float bits, big-endian
 * @param maskHash SHA-256 of the mask's bits
 * @param pareto whether it is on the Pareto front
 */
public record CandidateResult(
    CandidateSpec spec,
    Status status,
    String reason,
    String stack,
    double targetSparsity,
    double sparsity,
    double compressionRatio,
    double theoreticalSpeedup,
    double accuracyPruned,
    double accuracy,
    double loss,
    long parametersLeft,
    long flopsLeft,
    long bytesDense,
    long bytesCompressed,
    long bytesMoved,
    double cpuSeconds,
    double seconds,
    List<Layer> layers,
    List<Round> rounds,
    String parametersHash,
    String maskHash,
    boolean pareto) {
  /** The same, on the Pareto front. */
  public CandidateResult onPareto() {
    return onPareto(true);
  }

  /** The same, on the Pareto front or not. */
  public CandidateResult onPareto(boolean front) {
    return new CandidateResult(
        spec,
        status,
        reason,
        stack,
        targetSparsity,
        sparsity,
        compressionRatio,
        theoreticalSpeedup,
        accuracyPruned,
        accuracy,
        loss,
        parametersLeft,
        flopsLeft,
        bytesDense,
        bytesCompressed,
        bytesMoved,
        cpuSeconds,
        seconds,
        layers,
        rounds,
        parametersHash,
        maskHash,
        front);
  }

  /** Where a candidate stands. */
  public enum Status {
    QUEUED,
    RUNNING,
    DONE,
    /** By a budget. */
    STOPPED,
    /** By its own arithmetic or settings. */
    FAILED,
    /** Its cells exceeded Spark's retries. */
    LOST
  }

  /**
   * One layer at the end.
   *
   * @param requestedSparsity what the scope wanted, share
   * @param sparsity achieved, share
   * @param why empty where both agree
   * @param agreement mean pairwise Jaccard index of the shards' own masks, share
   */
  public record Layer(
      String name,
      int weights,
      double requestedSparsity,
      double sparsity,
      String why,
      double agreement) {}

  /**
   * One round.
   *
   * @param step the prune-and-fine-tune step it belongs to, from 1
   * @param sparsity during the round
   * @param trainLoss mean over the round's examples
   * @param accuracy on validation after it; NaN where it was not evaluated
   * @param bytes moved
   */
  public record Round(
      int round, int step, double sparsity, double trainLoss, double accuracy, long bytes) {}
}
