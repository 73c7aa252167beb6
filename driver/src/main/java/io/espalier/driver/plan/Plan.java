package io.espalier.driver.plan;

import io.espalier.model.Network;
import io.espalier.train.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is known of a sweep before its first job.
 *
 * @param waves candidates that share a broadcast, in order
 * @param trainShards cells a candidate
 * @param batchNorms recalibration passes before each evaluation
 * @param denseBytes of one candidate's state, before pruning
 * @param remarks what whoever asked for it should know, a line each
 */
public record Plan(
    List<List<CandidatePlan>> waves,
    int trainShards,
    int batchNorms,
    long denseBytes,
    List<String> remarks) {

  /**
   * Divides the candidates into waves whose states fit the budget; a candidate that exceeds it
   * alone is a wave of its own.
   *
   * @param waveBytes most bytes that a wave's dense states may take
   */
  public static Plan of(
      List<CandidatePlan> candidates, Network network, int trainShards, long waveBytes) {
    List<List<CandidatePlan>> waves = new ArrayList<>();
    List<CandidatePlan> wave = new ArrayList<>();
    long filled = 0;
    long largest = 0;
    for (CandidatePlan c : candidates) {
      long bytes = stateBytes(network, c.spec().fineTune().optimizer());
      largest = Math.max(largest, bytes);
      if (!wave.isEmpty() && filled + bytes > waveBytes) {
        waves.add(List.copyOf(wave));
        wave.clear();
        filled = 0;
      }
      wave.add(c);
      filled += bytes;
    }
    if (!wave.isEmpty()) {
      waves.add(List.copyOf(wave));
    }
    return new Plan(
        List.copyOf(waves), trainShards, network.batchNorms().size(), largest, List.of());
  }

  /** The same with remarks. */
  Plan with(List<String> more) {
    return new Plan(waves, trainShards, batchNorms, denseBytes, List.copyOf(more));
  }

  /** All candidates in order. */
  public List<CandidatePlan> candidates() {
    return waves.stream().flatMap(List::stream).toList();
  }

  /** Whether any candidate has a teacher. */
  public boolean taught() {
    return candidates().stream().anyMatch(CandidatePlan::taught);
  }

  /** Rounds of all waves one after the other. */
  public int rounds() {
    return waves.stream().mapToInt(Plan::rounds).sum();
  }

  /** Rounds of one wave: its longest candidate's. */
  public static int rounds(List<CandidatePlan> wave) {
    return wave.stream().mapToInt(CandidatePlan::rounds).max().orElse(0);
  }

  /** Candidate × shard × round: the units of training work. */
  public long cells() {
    return candidates().stream().mapToLong(c -> (long) c.rounds() * trainShards).sum();
  }

  /**
   * Bytes of states that the rounds move to and from one executor, at the candidates' target
   * sparsities: an estimate, as thresholds resolve only at run time.
   */
  public long estimatedBytes(Network network) {
    long total = 0;
    for (CandidatePlan c : candidates()) {
      boolean dense = c.spec().dense() || c.shadowed(0);
      double left = dense ? 1 : 1 - c.spec().prune().expectedSparsity(network);
      long bytes = (long) (left * stateBytes(network, c.spec().fineTune().optimizer()));
      total += bytes * c.rounds() * (1L + trainShards);
    }
    return total;
  }

  private static long stateBytes(Network network, OptimizerSpec optimizer) {
    return 4L * network.size() * (1 + optimizer.kind().moments());
  }
}
