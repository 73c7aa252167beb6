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
import io.espalier.scope.Budget;
import io.espalier.scope.BudgetSolver;
import io.espalier.scope.MaskAggregation;
import io.espalier.scope.PruneRequest;
import io.espalier.scope.PruneTarget;
import io.espalier.scope.Pruned;
import io.espalier.scope.Pruner;
import io.espalier.scope.Scope;
import io.espalier.scope.Sensitivity;
import io.espalier.scope.SensitivityScope;
import io.espalier.shard.Seeds;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.Units;
import io.espalier.train.TrainerKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * One pruning step of the candidates that are due: evidence from the shards, one threshold on the
 * driver, one mask a candidate. Replicas cannot disagree, since they are never asked.
 */
final class Pruning {
  private final Network network;
  private final Scoring scoring;
  private final Observation observation;
  private final Map<String, Sensitivity> scans;

  /**
   * @param scans of candidates whose scope goes by them, by {@link SensitivityScan#key}
   */
  Pruning(Network network, TrainerKind kind, Rounds rounds, Map<String, Sensitivity> scans) {
    this.scans = scans;
    this.network = network;
    this.scoring = new Scoring(network, kind);
    this.observation = new Observation(rounds);
  }

  /**
   * Prunes each, on all of the driver's cores, since the executors wait; one that cannot be scored
   * fails, and the others go on. Where a criterion goes layer by layer, every layer but the last is
   * pruned before the step proper, which then finds what they give; counts stay exact, and each
   * layer's is what the scope gives it, as far as that does not depend on later layers' scores.
   */
  void prune(List<CandidateRun> due, int round) {
    List<CandidateRun> oneByOne = due.stream().filter(Pruning::layerByLayer).toList();
    List<Slot> layers = network.prunable();
    for (Slot layer : layers.subList(0, layers.size() - 1)) {
      eachOrFail(oneByOne, round, (run, gathered) -> pruneLayer(run, gathered, layer, round));
    }
    eachOrFail(due, round, (run, gathered) -> prune(run, gathered, round));
  }

  /** A structure reaches into several layers, so that one of them alone cannot lose it. */
  private static boolean layerByLayer(CandidateRun run) {
    return criterion(run).layerByLayer() && !run.plan().spec().prune().grain().shrinks();
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
    double[] scores = scoring.scores(run, criterion, evidence);
    PruneRequest request = request(run, run.plan().step(round), scores);
    Mask whole = pruned(run, List.of(scores), scores, request).mask();
    BitSet gone = new BitSet();
    IntStream.range(layer.offset(), layer.end()).filter(i -> !whole.survives(i)).forEach(gone::set);
    Mask after = run.mask().without(gone);
    run.pruneLayer(after, scoring.compensated(criterion, evidence, after));
  }

  private Pruned pruned(
      CandidateRun run, List<double[]> shardScores, double[] scores, PruneRequest request) {
    PruneSpec spec = run.plan().spec().prune();
    Units units = scoring.units(spec);
    Optional<BitSet> chosen =
        spec.grain().lowest(network, scores, run.mask(), Pruner.kept(network, spec.keep()));
    return chosen.isPresent()
        ? Pruner.chosen(units, chosen.get(), run.mask(), request)
        : MaskAggregation.aggregate(
            MaskAggregation.named(spec.maskAggregation()),
            units,
            shardScores,
            scores,
            run.mask(),
            request);
  }

  /** What the criteria ask, and then what they ask once they know the answer. */
  private List<Gathered> gather(List<CandidateRun> due, int round) {
    List<Gathered> first =
        observation.gather(
            due,
            due.stream().map(run -> criterion(run).statistics(scoring.left(run))).toList(),
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
    return scoring.evidence(
        run,
        sums,
        scheduled(spec, step, spec.expectedSparsity(network)),
        Seeds.mix(run.plan().spec().seed(), Seeds.of(run.id()), step));
  }

  private void prune(CandidateRun run, Gathered gathered, int round) {
    PruneSpec spec = run.plan().spec().prune();
    int step = run.plan().step(round);
    Criterion criterion = criterion(run);
    List<double[]> shardScores = new ArrayList<>();
    for (Map<Statistic, Sums> shard : gathered.shards()) {
      if (shard.values().stream().anyMatch(s -> s.examples() > 0)) {
        shardScores.add(scoring.scores(run, criterion, evidence(run, shard, round)));
      }
    }
    Evidence evidence = evidence(run, gathered.all(), round);
    double[] scores = scoring.scores(run, criterion, evidence);
    PruneRequest request = request(run, step, scores);
    if (shardScores.isEmpty()) {
      shardScores.add(scores); // without data all shards say the same
    }
    Mask before = run.mask();
    Units units = scoring.units(spec);
    Pruned pruned = pruned(run, shardScores, scores, request);
    run.prune(
        pruned,
        scoring.compensated(criterion, evidence, pruned.mask()),
        agreement(units, before, gathered.shards().isEmpty() ? List.of() : shardScores, request),
        scoring.subject(spec, pruned.mask()));
  }

  /** Without scores of their own all shards agree. */
  private Map<String, Double> agreement(
      Units units, Mask current, List<double[]> shardScores, PruneRequest request) {
    List<Mask> masks = new ArrayList<>();
    for (double[] s : shardScores) {
      masks.add(Pruner.prune(units, s, current, request).mask());
    }
    return Agreement.of(network, masks);
  }

  /**
   * Scores of states that nothing was pruned of yet.
   *
   * @return by run, then by unit
   */
  List<double[]> scores(List<CandidateRun> runs) {
    List<Gathered> gathered = gather(runs, 0);
    List<double[]> scores = new ArrayList<>();
    for (int c = 0; c < runs.size(); c++) {
      Evidence evidence = evidence(runs.get(c), gathered.get(c).all(), 0);
      scores.add(scoring.scores(runs.get(c), criterion(runs.get(c)), evidence));
    }
    return scores;
  }

  private PruneRequest request(CandidateRun run, int step, double[] scores) {
    PruneSpec spec = run.plan().spec().prune();
    PruneTarget none = new PruneTarget.Sparsity(0);
    if (spec.budget() != null) {
      // What fits the budget is what the last step leaves; the schedule leads there.
      double solved = solved(run, scores, request(spec, none, spec.layers()));
      return request(
          spec, new PruneTarget.Sparsity(scheduled(spec, step, solved)), layers(spec, step));
    }
    return request(
        spec,
        spec.threshold() == null
            ? new PruneTarget.Sparsity(scheduled(spec, step, spec.sparsity()))
            : new PruneTarget.Threshold(spec.threshold()),
        layers(spec, step));
  }

  private PruneRequest request(PruneSpec spec, PruneTarget target, Map<String, Double> layers) {
    return new PruneRequest(
        target,
        scope(spec),
        spec.keep(),
        layers,
        new Bounds(spec.grain().minimum(), spec.grain().roundTo()));
  }

  private double solved(CandidateRun run, double[] scores, PruneRequest request) {
    Budget budget = run.plan().spec().prune().budget();
    long most = budget.most(network);
    return BudgetSolver.sparsity(
            scoring.units(run.plan().spec().prune()),
            scores,
            run.mask(),
            request,
            mask -> budget.measure().of(network, mask),
            most)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "prune.budget." + budget.measure().key() + " of " + most + " is out of reach"));
  }

  private Scope scope(PruneSpec spec) {
    return spec.scoped() instanceof SensitivityScope s
        ? s.with(scans.get(SensitivityScan.key(spec)))
        : spec.scoped();
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
