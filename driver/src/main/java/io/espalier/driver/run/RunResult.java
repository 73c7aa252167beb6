package io.espalier.driver.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sweep found: what {@code summary.json} holds, beside the candidates.
 *
 * @param candidates in the order of the grid, controls last
 * @param best empty where no candidate was done
 * @param objective whether best meets it
 * @param pareto ids on the front, by growing sparsity
 * @param provenance config hash, data fingerprint, seed, versions, host facts; in file order
 */
public record RunResult(
    String name,
    String folder,
    Baseline baseline,
    Optional<Best> best,
    Objective objective,
    List<String> pareto,
    List<CandidateResult> candidates,
    Seconds seconds,
    Map<String, String> provenance) {
  /** The driver's: 0 if the objective is met, else 1. */
  public int exitCode() {
    return objective.met() ? 0 : 1;
  }

  /** The dense network that pruning started from. Accuracies are shares. */
  public record Baseline(
      double validationAccuracy,
      double testAccuracy,
      double trainAccuracy,
      long parameters,
      long flops,
      String parametersHash) {
    /** Training minus test accuracy. */
    public double generalisationGap() {
      return trainAccuracy - testAccuracy;
    }
  }

  /** The selected candidate; test was read once, for it and the baseline. */
  public record Best(
      String id,
      double sparsity,
      double compressionRatio,
      double theoreticalSpeedup,
      double validationAccuracy,
      double testAccuracy,
      double trainAccuracy) {
    /** Training minus test accuracy. */
    public double generalisationGap() {
      return trainAccuracy - testAccuracy;
    }
  }

  /**
   * What was asked.
   *
   * @param met whether best meets it; if not, best is the nearest
   * @param text for a person: {@code most sparse within 0.003 of the baseline's accuracy}
   */
  public record Objective(boolean met, String kind, String text) {}

  /** Wall time; sweep: from the first round's start to the last candidate's evaluation. */
  public record Seconds(double total, double baseline, double sweep) {}
}
