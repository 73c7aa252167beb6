package io.espalier.driver.cli;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.plan.Plan;
import io.espalier.model.Network;
import java.util.List;

/** A plan for a person. */
final class PlanText {
  private PlanText() {}

  static String of(Plan plan, Network network, String trainer) {
    List<CandidatePlan> candidates = plan.candidates();
    long controls = candidates.stream().filter(c -> !c.spec().control().isEmpty()).count();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "Plan: %s, %,d parameters; %d candidates (%d of them controls) × %d shards, %d waves,"
                + " %d rounds, %,d cells; about %s to move%n",
            network.name(),
            network.size(),
            candidates.size(),
            controls,
            plan.trainShards(),
            plan.waves().size(),
            plan.rounds(),
            plan.cells(),
            bytes(plan.estimatedBytes(network))));
    CandidatePlan first = candidates.get(0);
    text.append(
        String.format(
            "      a round: %d batches a cell, then averaging; at most 3 Spark jobs%s%n"
                + "      trainer: %s",
            first.averageEvery(),
            plan.batchNorms() == 0
                ? ""
                : ", and before each evaluation "
                    + plan.batchNorms()
                    + " to recalibrate batch normalisation",
            trainer));
    plan.remarks().forEach(r -> text.append(String.format("%n      note: %s", r)));
    return text.toString();
  }

  static String bytes(long n) {
    if (n < 10_000) {
      return n + " B";
    }
    return n < 10_000_000
        ? String.format("%.1f kB", n / 1e3)
        : n < 10_000_000_000L
            ? String.format("%.1f MB", n / 1e6)
            : String.format("%.1f GB", n / 1e9);
  }
}
