package io.espalier.driver.round;

import io.espalier.driver.plan.CandidatePlan;
import java.util.List;

/**
 * Candidates that go through their rounds together.
 *
 * @param begun rounds that they have behind them; -1 if they have not been given their values yet
 */
public record Wave(List<CandidateRun> runs, int begun) {
  /** One that has not begun. */
  public static Wave of(List<CandidatePlan> plans) {
    return new Wave(plans.stream().map(CandidateRun::new).toList(), -1);
  }

  /** Rounds of its longest candidate. */
  int length() {
    return runs.stream().mapToInt(r -> r.plan().rounds()).max().orElse(0);
  }

  /** Rounds that are still to come. */
  int left() {
    return length() - first();
  }

  /** The round that comes next, from 0. */
  int first() {
    return Math.max(0, begun);
  }
}
