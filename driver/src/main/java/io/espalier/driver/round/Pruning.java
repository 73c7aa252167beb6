package io.espalier.driver.round;

import io.espalier.criterion.Criterion;
import io.espalier.criterion.Evidence;
import io.espalier.criterion.RandomCriterion;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.schedule.Amount;
import io.espalier.schedule.Event;
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
import java.util.stream.Collectors;
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
   * fails, and the others go on.
   */
  void prune(List<CandidateRun> due, int round) {
    Map<Boolean, List<CandidateRun>> divided =
        due.stream().collect(Collectors.partitioningBy(r -> criterion(r, round).layerByLayer()));
    List<CandidateRun> together = divided.get(false);
    List<Gathered> evidence = gather(together, round);
    IntStream.range(0, together.size())
        .parallel()
        .forEach(c -> pruneOrFail(together.get(c), evidence.get(c), round));
    new LayerByLayer(scoring, observation)
        .prune(divided.get(true).stream().map(r -> turn(r, round)).toList(), round);
  }

  private LayerByLayer.Turn turn(CandidateRun run, int round) {
    double[] equal = new double[scoring.units(run.plan().spec().prune()).size()];
    return new LayerByLayer.Turn(
        run,
        criterion(run, round),
        request(run, amount(run, round), equal),
        seed(run, round),
        round == run.plan().lastPruning());
  }

  private void pruneOrFail(CandidateRun run, Gathered gathered, int round) {
    try {
      prune(run, gathered, round);
    } catch (IllegalArgumentException e) {
      run.end(Status.FAILED, e.getMessage(), Arrays.toString(e.getStackTrace()));
    }
  }

  /** What the criteria ask, and then what they ask once they know the answer. */
  private List<Gathered> gather(List<CandidateRun> due, int round) {
    List<Gathered> first =
        observation.gather(
            due,
            due.stream().map(run -> criterion(run, round).statistics(scoring.left(run))).toList(),
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
    return scoring.evidence(
        run,
        sums,
        amount(run, round).of(run.plan().spec().prune().expectedSparsity(network)),
        seed(run, round));
  }

  private static long seed(CandidateRun run, int round) {
    return Seeds.mix(run.plan().spec().seed(), Seeds.of(run.id()), run.plan().step(round));
  }

  private void prune(CandidateRun run, Gathered gathered, int round) {
    PruneSpec spec = run.plan().spec().prune();
    Criterion criterion = criterion(run, round);
    Evidence state = evidence(run, Map.of(), round);
    List<double[]> shardScores = new ArrayList<>();
    for (Map<Statistic, Sums> shard : gathered.shards()) {
      if (shard.values().stream().anyMatch(s -> s.examples() > 0)) {
        shardScores.add(scoring.scores(run, criterion, state.with(shard)));
      }
    }
    Evidence evidence = state.with(gathered.all());
    double[] scores = scoring.scores(run, criterion, evidence);
    PruneRequest request = request(run, amount(run, round), scores);
    if (shardScores.isEmpty()) {
      shardScores.add(scores); // without data all shards say the same
    }
    Mask before = before(run);
    Units units = scoring.units(spec);
    Optional<BitSet> chosen = scoring.chosen(spec, scores, before, spec.keep());
    Pruned pruned =
        chosen.isPresent()
            ? Pruner.chosen(units, chosen.get(), before, request)
            : MaskAggregation.aggregate(
                MaskAggregation.named(spec.maskAggregation()),
                units,
                shardScores,
                scores,
                before,
                request);
    float[] changed = scoring.compensated(criterion, evidence, pruned.mask());
    Map<String, Double> agreement =
        agreement(units, before, gathered.shards().isEmpty() ? List.of() : shardScores, request);
    Event event = event(run, round).orElseThrow();
    boolean last = round == run.plan().lastPruning() || event instanceof Event.Draw;
    if (event instanceof Event.Zero) {
      run.zero(units.silent(Mask.full(network.size()), units.gone(pruned.mask())));
    } else if (!(event instanceof Event.Draw draw) || settles(run, draw, pruned.mask())) {
      run.prune(pruned, changed, agreement, scoring.subject(spec, pruned.mask()), last);
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
    return event(run, round)
        .filter(Event.Prune.class::isInstance)
        .map(e -> ((Event.Prune) e).amount())
        .orElse(Amount.ALL);
  }

  /** What a mask is drawn from: of a dense state everything, whatever is hidden now. */
  private static Mask before(CandidateRun run) {
    return run.shadow().isEmpty() ? run.mask() : Mask.full(run.mask().size());
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
      scores.add(scoring.scores(runs.get(c), criterion(runs.get(c), 0), evidence));
    }
    return scores;
  }

  private PruneRequest request(CandidateRun run, Amount amount, double[] scores) {
    PruneSpec spec = run.plan().spec().prune();
    PruneTarget none = new PruneTarget.Sparsity(0);
    if (spec.budget() != null) {
      // What fits the budget is what the last step leaves; the schedule leads there.
      double solved = solved(run, scores, request(spec, none, spec.layers()));
      return request(spec, new PruneTarget.Sparsity(amount.of(solved)), layers(spec, amount));
    }
    return request(
        spec,
        spec.threshold() == null
            ? new PruneTarget.Sparsity(amount.of(spec.sparsity()))
            : new PruneTarget.Threshold(spec.threshold()),
        layers(spec, amount));
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
            before(run),
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
  private static Map<String, Double> layers(PruneSpec spec, Amount amount) {
    Map<String, Double> now = new LinkedHashMap<>();
    spec.layers().forEach((layer, own) -> now.put(layer, amount.of(own)));
    return now;
  }

  /** A mask that is scattered asks no criterion. */
  private static Criterion criterion(CandidateRun run, int round) {
    return event(run, round).filter(Event.Scatter.class::isInstance).isPresent()
        ? new RandomCriterion()
        : run.plan().spec().prune().scoring();
  }
}
