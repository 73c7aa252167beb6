package io.espalier.driver.round;

import io.espalier.criterion.Criterion;
import io.espalier.criterion.Evidence;
import io.espalier.criterion.RandomCriterion;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.schedule.Amount;
import io.espalier.schedule.Event;
import io.espalier.scope.Agreement;
import io.espalier.scope.Bounds;
import io.espalier.scope.MaskAggregation;
import io.espalier.scope.PruneRequest;
import io.espalier.scope.PruneTarget;
import io.espalier.scope.Pruned;
import io.espalier.scope.Pruner;
import io.espalier.shard.Seeds;
import io.espalier.statistic.Carried;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.Aggregation;
import io.espalier.structure.Units;
import io.espalier.structure.WeightUnits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * fails, and the others go on.
   */
  void prune(List<CandidateRun> due, int round) {
    List<Gathered> evidence = gather(due, round);
    IntStream.range(0, due.size())
        .parallel()
        .forEach(c -> pruneOrFail(due.get(c), evidence.get(c), round));
  }

  private void pruneOrFail(CandidateRun run, Gathered gathered, int round) {
    try {
      prune(run, gathered, round);
    } catch (IllegalArgumentException e) {
      run.fail(e.getMessage(), Arrays.toString(e.getStackTrace()));
    }
  }

  /** What the criteria ask, and then what they ask once they know the answer. */
  private List<Gathered> gather(List<CandidateRun> due, int round) {
    List<Gathered> first =
        observation.gather(
            due,
            due.stream().map(run -> criterion(run, round).statistics(network)).toList(),
            "round " + (round + 1));
    List<List<Statistic>> then = new ArrayList<>();
    for (int c = 0; c < due.size(); c++) {
      CandidateRun run = due.get(c);
      then.add(criterion(run, round).then(evidence(run, first.get(c).all(), round)));
    }
    List<Gathered> second = observation.gather(due, then, "again, round " + (round + 1));
    List<Gathered> both = new ArrayList<>();
    for (int c = 0; c < due.size(); c++) {
      both.add(first.get(c).and(second.get(c)));
    }
    return both;
  }

  private Evidence evidence(CandidateRun run, Map<Statistic, Sums> sums, int round) {
    PruneSpec spec = run.plan().spec().prune();
    Map<Statistic, Sums> known = sums;
    if (run.shadow().isPresent()) {
      known = new LinkedHashMap<>(sums);
      known.put(new Carried(), carried(run));
    }
    return new Evidence(
        network,
        run.observedSubject().mask(),
        run.dense(),
        units,
        known,
        spec.threshold() == null ? amount(run, round).of(spec.sparsity()) : 0,
        Seeds.mix(run.plan().spec().seed(), Seeds.of(run.id()), run.plan().step(round)));
  }

  private void prune(CandidateRun run, Gathered gathered, int round) {
    PruneSpec spec = run.plan().spec().prune();
    Amount amount = amount(run, round);
    Criterion criterion = criterion(run, round);
    List<double[]> shardScores = new ArrayList<>();
    for (Map<Statistic, Sums> shard : gathered.shards()) {
      if (shard.values().stream().anyMatch(s -> s.examples() > 0)) {
        shardScores.add(criterion.score(evidence(run, shard, round), Aggregation.SUM));
      }
    }
    Evidence evidence = evidence(run, gathered.all(), round);
    double[] scores = criterion.score(evidence, Aggregation.SUM);
    PruneRequest request =
        new PruneRequest(
            target(spec, amount), spec.scoped(), spec.keep(), layers(spec, amount), Bounds.NONE);
    if (shardScores.isEmpty()) {
      shardScores.add(scores); // without data all shards say the same
    }
    Mask before = run.observedSubject().mask();
    Pruned pruned =
        MaskAggregation.aggregate(
            MaskAggregation.named(spec.maskAggregation()),
            units,
            shardScores,
            scores,
            before,
            request);
    float[] values = criterion.compensate(evidence, pruned.mask());
    Map<String, Double> agreement =
        agreement(before, gathered.shards().isEmpty() ? List.of() : shardScores, request);
    float[] changed = values == evidence.values() ? null : values;
    Event event = event(run, round).orElseThrow();
    if (event instanceof Event.Zero) {
      run.zero(pruned);
    } else if (event instanceof Event.Draw draw) {
      if (settles(run, draw, pruned.mask())) {
        run.prune(pruned, changed, agreement, true);
      }
    } else {
      run.prune(pruned, changed, agreement, round == run.plan().lastPruning());
    }
  }

  private boolean settles(CandidateRun run, Event.Draw draw, Mask drawn) {
    boolean settled = run.history().settles(network, drawn, draw.window(), draw.epsilon());
    return settled || draw.last();
  }

  /** The event of a round that scores decide; empty if there is none, or none any more. */
  static Optional<Event> event(CandidateRun run, int round) {
    return run.plan().events(round).stream()
        .filter(
            e ->
                e instanceof Event.Prune
                    || e instanceof Event.Scatter
                    || e instanceof Event.Zero
                    || (e instanceof Event.Draw && run.pruned() == null))
        .findFirst();
  }

  private static Amount amount(CandidateRun run, int round) {
    return event(run, round).orElseThrow() instanceof Event.Prune prune
        ? prune.amount()
        : Amount.ALL;
  }

  private Sums carried(CandidateRun run) {
    float[] row = run.carried();
    double[] scores = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      scores[i] = row[i];
    }
    return new Sums(scores, 0, 0);
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

  private static PruneTarget target(PruneSpec spec, Amount amount) {
    return spec.threshold() != null
        ? new PruneTarget.Threshold(spec.threshold())
        : new PruneTarget.Sparsity(amount.of(spec.sparsity()));
  }

  /** A layer's own sparsity grows as the whole's does. */
  private static Map<String, Double> layers(PruneSpec spec, Amount amount) {
    Map<String, Double> now = new LinkedHashMap<>();
    spec.layers().forEach((layer, own) -> now.put(layer, amount.of(own)));
    return now;
  }

  /** A mask that is scattered asks no criterion. */
  private static Criterion criterion(CandidateRun run, int round) {
    return event(run, round).orElseThrow() instanceof Event.Scatter
        ? new RandomCriterion()
        : run.plan().spec().prune().scoring();
  }
}
