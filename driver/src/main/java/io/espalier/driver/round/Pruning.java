package io.espalier.driver.round;

import io.espalier.criterion.Criterion;
import io.espalier.criterion.Evidence;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.schedule.Schedules;
import io.espalier.scope.Agreement;
import io.espalier.scope.Bounds;
import io.espalier.scope.MaskAggregation;
import io.espalier.scope.PruneRequest;
import io.espalier.scope.PruneTarget;
import io.espalier.scope.Pruned;
import io.espalier.scope.Pruner;
import io.espalier.shard.Seeds;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.Aggregation;
import io.espalier.structure.Units;
import io.espalier.structure.WeightUnits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * One pruning step of the candidates that are due: evidence from the shards, one threshold on the
 * driver, one mask a candidate. Replicas cannot disagree, since they are never asked.
 */
final class Pruning {
  private final Network network;
  private final Units units;
  private final Observation observation;

  Pruning(Network network, Rounds rounds) {
    this.network = network;
    this.units = WeightUnits.of(network);
    this.observation = new Observation(rounds);
  }

  /**
   * Prunes each, on all of the driver's cores, since the executors wait; one that cannot be scored
   * fails, and the others go on. Where a criterion goes layer by layer, every layer but the last is
   * pruned before the step proper, which then finds what they give; counts stay exact, and each
   * layer's is what the scope gives it, as far as that does not depend on later layers' scores.
   */
  void prune(List<CandidateRun> due, int round) {
    List<CandidateRun> oneByOne =
        due.stream().filter(run -> criterion(run).layerByLayer()).toList();
    List<Slot> layers = network.prunable();
    for (Slot layer : layers.subList(0, layers.size() - 1)) {
      eachOrFail(oneByOne, round, (run, gathered) -> pruneLayer(run, gathered, layer, round));
    }
    eachOrFail(due, round, (run, gathered) -> prune(run, gathered, round));
  }

  private void eachOrFail(
      List<CandidateRun> runs, int round, BiConsumer<CandidateRun, Gathered> step) {
    List<CandidateRun> running =
        runs.stream().filter(run -> run.status() == Status.RUNNING).toList();
    if (running.isEmpty()) {
      return;
    }
    List<Gathered> evidence = gather(running, round);
    IntStream.range(0, running.size())
        .parallel()
        .forEach(c -> stepOrFail(running.get(c), evidence.get(c), step));
  }

  private static void stepOrFail(
      CandidateRun run, Gathered gathered, BiConsumer<CandidateRun, Gathered> step) {
    try {
      step.accept(run, gathered);
    } catch (IllegalArgumentException e) {
      run.fail(e.getMessage(), Arrays.toString(e.getStackTrace()));
    }
  }

  /** Takes of a whole step what it prunes in one layer. */
  private void pruneLayer(CandidateRun run, Gathered gathered, Slot layer, int round) {
    Criterion criterion = criterion(run);
    Evidence evidence = evidence(run, gathered.all(), round);
    double[] scores = criterion.score(evidence, Aggregation.SUM);
    Mask whole = Pruner.prune(units, scores, run.mask(), request(run, round)).mask();
    BitSet gone = new BitSet();
    IntStream.range(layer.offset(), layer.end()).filter(i -> !whole.survives(i)).forEach(gone::set);
    Mask after = run.mask().without(gone);
    run.becomes(after, criterion.compensate(evidence, after));
  }

  private static PruneRequest request(CandidateRun run, int round) {
    PruneSpec spec = run.plan().spec().prune();
    int step = run.plan().step(round);
    return new PruneRequest(
        target(run, step), spec.scoped(), spec.keep(), layers(spec, step), Bounds.NONE);
  }

  /** What the criteria ask, and then what they ask once they know the answer. */
  private List<Gathered> gather(List<CandidateRun> due, int round) {
    List<Gathered> first =
        observation.gather(
            due,
            due.stream().map(run -> criterion(run).statistics(network)).toList(),
            "round " + (round + 1));
    List<List<Statistic>> then = new ArrayList<>();
    for (int c = 0; c < due.size(); c++) {
      CandidateRun run = due.get(c);
      then.add(criterion(run).then(evidence(run, first.get(c).all(), round)));
    }
    List<Gathered> second = observation.gather(due, then, "again, round " + (round + 1));
    List<Gathered> both = new ArrayList<>();
    for (int c = 0; c < due.size(); c++) {
      both.add(first.get(c).and(second.get(c)));
    }
    return both;
  }

  private Evidence evidence(CandidateRun run, Map<Statistic, Sums> sums, int round) {
    int step = run.plan().step(round);
    PruneSpec spec = run.plan().spec().prune();
    return new Evidence(
        network,
        run.mask(),
        run.values(),
        units,
        sums,
        spec.threshold() == null ? scheduled(spec, step, spec.sparsity()) : 0,
        Seeds.mix(run.plan().spec().seed(), Seeds.of(run.id()), step));
  }

  private void prune(CandidateRun run, Gathered gathered, int round) {
    PruneSpec spec = run.plan().spec().prune();
    Criterion criterion = criterion(run);
    List<double[]> shardScores = new ArrayList<>();
    for (Map<Statistic, Sums> shard : gathered.shards()) {
      if (shard.values().stream().anyMatch(s -> s.examples() > 0)) {
        shardScores.add(criterion.score(evidence(run, shard, round), Aggregation.SUM));
      }
    }
    Evidence evidence = evidence(run, gathered.all(), round);
    double[] scores = criterion.score(evidence, Aggregation.SUM);
    PruneRequest request = request(run, round);
    if (shardScores.isEmpty()) {
      shardScores.add(scores); // without data all shards say the same
    }
    Mask before = run.mask();
    Pruned pruned =
        MaskAggregation.aggregate(
            MaskAggregation.named(spec.maskAggregation()),
            units,
            shardScores,
            scores,
            before,
            request);
    float[] values = criterion.compensate(evidence, pruned.mask());
    run.prune(
        pruned,
        values == evidence.values() ? null : values,
        agreement(before, gathered.shards().isEmpty() ? List.of() : shardScores, request));
  }

  /** Without scores of their own all shards agree. */
  private Map<String, Double> agreement(
      Mask current, List<double[]> shardScores, PruneRequest request) {
    List<Mask> masks = new ArrayList<>();
    for (double[] s : shardScores) {
      masks.add(Pruner.prune(units, s, current, request).mask());
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

  private static Criterion criterion(CandidateRun run) {
    return run.plan().spec().prune().scoring();
  }
}
