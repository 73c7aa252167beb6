package io.espalier.driver.report;

import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.spec.CandidateSpec;
import io.espalier.driver.spec.PruneSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Candidates that differ in nothing but sparsity and seed.
 *
 * @param example any of them
 * @param means over seeds, by growing sparsity
 */
record Series(CandidateSpec example, List<Mean> means) {
  /**
   * Candidates that differ in their seed alone.
   *
   * @param sparsity mean share
   * @param accuracy mean share, on validation
   * @param low least accurate seed's
   * @param high most accurate seed's
   * @param seeds how many
   */
  record Mean(
      double target, double sparsity, double accuracy, double low, double high, int seeds) {}

  /** The series of all candidates that have an accuracy, in their order. */
  static List<Series> of(List<CandidateResult> candidates) {
    Map<String, Map<Double, List<CandidateResult>>> groups = new LinkedHashMap<>();
    for (CandidateResult c : candidates) {
      if (Double.isFinite(c.accuracy()) && Double.isFinite(c.sparsity())) {
        groups
            .computeIfAbsent(key(c.spec()), k -> new TreeMap<>())
            .computeIfAbsent(c.targetSparsity(), k -> new ArrayList<>())
            .add(c);
      }
    }
    return groups.values().stream()
        .map(
            g ->
                new Series(
                    g.values().iterator().next().get(0).spec(),
                    g.entrySet().stream().map(e -> mean(e.getKey(), e.getValue())).toList()))
        .toList();
  }

  boolean severalSeeds() {
    return means.stream().anyMatch(m -> m.seeds() > 1);
  }

  private static String key(CandidateSpec spec) {
    PruneSpec p = spec.prune();
    PruneSpec anySparsity =
        new PruneSpec(
            p.from(),
            p.criterion(),
            p.granularity(),
            p.scope(),
            p.schedule(),
            p.curve(),
            p.steps(),
            0,
            null,
            null,
            p.keep(),
            p.layers(),
            p.maskAggregation(),
            p.options());
    return anySparsity + "|" + spec.fineTune();
  }

  private static Mean mean(double target, List<CandidateResult> same) {
    return new Mean(
        target,
        same.stream().mapToDouble(CandidateResult::sparsity).average().orElse(Double.NaN),
        same.stream().mapToDouble(CandidateResult::accuracy).average().orElse(Double.NaN),
        same.stream().mapToDouble(CandidateResult::accuracy).min().orElse(Double.NaN),
        same.stream().mapToDouble(CandidateResult::accuracy).max().orElse(Double.NaN),
        same.size());
  }
}
