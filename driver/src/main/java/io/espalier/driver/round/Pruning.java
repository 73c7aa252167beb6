package io.espalier.driver.round;

import io.espalier.criterion.Criteria;
import io.espalier.criterion.Criterion;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.schedule.Schedules;
import io.espalier.scope.Agreement;
import io.espalier.scope.MaskAggregation;
import io.espalier.scope.PruneRequest;
import io.espalier.scope.PruneTarget;
import io.espalier.scope.Pruned;
import io.espalier.scope.Pruner;
import io.espalier.shard.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One pruning step of the candidates that are due: evidence from the shards, one threshold on the
 * driver, one mask a candidate. Replicas cannot disagree, since they are never asked.
 */
final class Pruning {
  private final Network network;
  private final Rounds rounds;

  Pruning(Network network, Rounds rounds) {
    this.network = network;
    this.rounds = rounds;
  }

  /**
   * Prunes each, on all of the driver's cores, since the executors wait; one that cannot be scored
   * fails, and the others go on.
   */
  void prune(List<CandidateRun> due, int round) {
    List<List<Rounds.Gradient>> evidence = gradients(due, round);
    IntStream.range(0, due.size())
        .parallel()
        .forEach(c -> pruneOrFail(due.get(c), evidence.get(c), round));
  }

  private void pruneOrFail(CandidateRun run, List<Rounds.Gradient> evidence, int round) {
    try {
      prune(run, evidence, round);
    } catch (IllegalArgumentException e) {
      run.fail(e.getMessage(), Arrays.toString(e.getStackTrace()));
    }
  }

  /**
   * The shards' gradients of each candidate; empty for criteria that need none. Candidates that
   * start from the same values share one computation.
   */
  private List<List<Rounds.Gradient>> gradients(List<CandidateRun> due, int round) {
    List<Mask> masks = new ArrayList<>();
    List<Integer> batchSizes = new ArrayList<>();
    List<float[]> keys = new ArrayList<>();
    int[] request = new int[due.size()];
    for (int c = 0; c < due.size(); c++) {
      CandidateRun run = due.get(c);
      request[c] = -1;
      if (criterion(run).needsGradient()) {
        int batchSize = run.plan().spec().fineTune().batchSize();
        for (int k = 0; k < keys.size() && request[c] < 0; k++) {
          if (keys.get(k) == run.state().values() && batchSizes.get(k) == batchSize) {
            request[c] = k;
          }
        }
        if (request[c] < 0) {
          request[c] = keys.size();
          keys.add(run.state().values());
          masks.add(run.mask());
          batchSizes.add(batchSize);
        }
      }
    }
    List<List<Rounds.Gradient>> found =
        keys.isEmpty()
            ? List.of()
            : rounds.gradients(
                keys, masks, batchSizes, "score " + keys.size() + " states, round " + (round + 1));
    List<List<Rounds.Gradient>> byCandidate = new ArrayList<>();
    for (int r : request) {
      byCandidate.add(r < 0 ? List.of() : found.get(r));
    }
    return byCandidate;
  }

  private void prune(CandidateRun run, List<Rounds.Gradient> shards, int round) {
    PruneSpec spec = run.plan().spec().prune();
    int step = run.plan().step(round);
    long seed = Seeds.mix(run.plan().spec().seed(), Seeds.of(run.id()), step);
    float[] values = run.values();
    List<double[]> shardScores = new ArrayList<>();
    for (Rounds.Gradient g : shards) {
      shardScores.add(score(run, values, g.mean(run.mask()), seed));
    }
    double[] scores =
        score(run, values, shards.isEmpty() ? new double[0] : sum(shards).mean(run.mask()), seed);
    PruneRequest request =
        new PruneRequest(target(run, step), spec.scope(), spec.keep(), layers(spec, step));
    if (shardScores.isEmpty()) {
      shardScores.add(scores); // without data all shards say the same
    }
    Mask before = run.mask();
    Pruned pruned =
        MaskAggregation.aggregate(
            MaskAggregation.named(spec.maskAggregation()),
            network,
            shardScores,
            scores,
            before,
            request);
    run.prune(pruned, agreement(before, shards.isEmpty() ? List.of() : shardScores, request));
  }

  /** Without scores of their own all shards agree. */
  private Map<String, Double> agreement(
      Mask current, List<double[]> shardScores, PruneRequest request) {
    List<Mask> masks = new ArrayList<>();
    for (double[] s : shardScores) {
      masks.add(Pruner.prune(network, s, current, request).mask());
    }
    return Agreement.of(network, masks);
  }

  private static PruneTarget target(CandidateRun run, int step) {
    PruneSpec spec = run.plan().spec().prune();
    if (spec.threshold() != null) {
      return new PruneTarget.Threshold(spec.threshold());
    }
    return new PruneTarget.Sparsity(scheduled(spec, step, spec.sparsity()));
  }

  /** A layer's own sparsity grows as the whole's does. */
  private static Map<String, Double> layers(PruneSpec spec, int step) {
    Map<String, Double> now = new LinkedHashMap<>();
    spec.layers().forEach((layer, own) -> now.put(layer, scheduled(spec, step, own)));
    return now;
  }

  private static double scheduled(PruneSpec spec, int step, double target) {
    return Schedules.named(spec.schedule(), spec.curve()).sparsity(step, spec.steps(), target, 0);
  }

  private double[] score(CandidateRun run, float[] values, double[] gradient, long seed) {
    return criterion(run).score(new Criterion.Evidence(network, values, gradient, seed));
  }

  private static Criterion criterion(CandidateRun run) {
    return Criteria.named(run.plan().spec().prune().criterion());
  }

  /** Signed gradients are summed over all shards first; whatever the criterion does comes last. */
  private static Rounds.Gradient sum(List<Rounds.Gradient> shards) {
    double[] sum = new double[shards.get(0).sum().length];
    long examples = 0;
    for (Rounds.Gradient g : shards) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += g.sum()[i];
      }
      examples += g.examples();
    }
    return new Rounds.Gradient(sum, examples);
  }
}
