package io.espalier.driver.round;

import io.espalier.train.ReplicaState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Parameter averaging: {@code Σ n_s · x_s / Σ n_s} over a candidate's shards, in double and in
 * shard order, so that the bits do not depend on which cell finished first.
 *
 * <p>Source: McDonald, Hall, Mann, <i>Distributed Training Strategies for the Structured
 * Perceptron</i>, NAACL 2010 (iterative parameter mixing), weighted by examples.
 */
final class Averaging {
  private Averaging() {}

  /** Averages all that came back to the driver; a candidate of which a cell failed has no state. */
  static ChunkedAveraging.Averaged onDriver(List<List<Part>> collected) {
    List<Part> parts = collected.stream().flatMap(List::stream).toList();
    Map<Integer, List<CellResult>> byCandidate = new TreeMap<>();
    for (Part p : parts) {
      if (p instanceof CellResult c) {
        byCandidate.computeIfAbsent(c.candidate(), k -> new ArrayList<>()).add(c);
      }
    }
    Map<Integer, ReplicaState> states = new LinkedHashMap<>();
    byCandidate.forEach(
        (candidate, own) -> {
          if (own.stream().noneMatch(CellResult::failed)) {
            states.put(candidate, of(own));
          }
        });
    return new ChunkedAveraging.Averaged(states, parts);
  }

  /**
   * Averages the cells of one candidate.
   *
   * @param cells none failed; in any order
   * @return the averaged state; its step is the largest of the shards'
   */
  static ReplicaState of(List<CellResult> cells) {
    List<CellResult> ordered = new ArrayList<>(cells);
    ordered.removeIf(c -> c.examples() == 0);
    ordered.sort(Comparator.comparingInt(CellResult::shard));
    double[] weights = ordered.stream().mapToDouble(CellResult::examples).toArray();
    ReplicaState first = ordered.get(0).state();
    float[] values = mean(ordered.stream().map(c -> c.state().values()).toList(), weights);
    float[][] moments = new float[first.moments().length][];
    for (int m = 0; m < moments.length; m++) {
      int which = m;
      moments[m] = mean(ordered.stream().map(c -> c.state().moments()[which]).toList(), weights);
    }
    long step = ordered.stream().mapToLong(c -> c.state().step()).max().orElseThrow();
    return new ReplicaState(values, moments, step);
  }

  /**
   * The weighted mean of equally long rows, added in the order given.
   *
   * @param weights one a row, their sum above 0
   */
  static float[] mean(List<float[]> rows, double[] weights) {
    double total = 0;
    for (double w : weights) {
      total += w;
    }
    int n = rows.get(0).length;
    double[] sum = new double[n];
    for (int r = 0; r < weights.length; r++) {
      float[] row = rows.get(r);
      double w = weights[r];
      for (int i = 0; i < n; i++) {
        sum[i] += w * row[i];
      }
    }
    float[] mean = new float[n];
    for (int i = 0; i < n; i++) {
      mean[i] = (float) (sum[i] / total);
    }
    return mean;
  }
}
