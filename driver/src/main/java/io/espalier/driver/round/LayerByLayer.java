package io.espalier.driver.round;

import io.espalier.criterion.Criterion;
import io.espalier.criterion.Evidence;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.mask.Mask;
import io.espalier.scope.LayerOutcome;
import io.espalier.scope.PruneRequest;
import io.espalier.scope.PruneTarget;
import io.espalier.scope.Pruned;
import io.espalier.scope.Pruner;
import io.espalier.statistic.Statistic;
import io.espalier.structure.Stratum;
import io.espalier.structure.Units;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Prunes layers one after the other, each by what the pruned ones before it give: a pass over the
 * data for each layer, for all candidates together. How many units a layer loses is known before
 * the first, so the scope may not go by scores.
 */
final class LayerByLayer {
  private final Scoring scoring;
  private final Observation observation;

  LayerByLayer(Scoring scoring, Observation observation) {
    this.scoring = scoring;
    this.observation = observation;
  }

  /**
   * One candidate's step.
   *
   * @param request of all layers together
   * @param last whether it is the candidate's last step
   */
  record Turn(
      CandidateRun run, Criterion criterion, PruneRequest request, long seed, boolean last) {}

  /** A turn, its units, and how many of each layer's go. */
  private record Counted(Turn turn, Units units, Pruned counts) {
    boolean loses(int layer) {
      Stratum stratum = units.strata().get(layer);
      int gone = units.gone(turn.run().mask()).get(stratum.offset(), stratum.end()).cardinality();
      return turn.run().running() && counts.layers().get(layer).achieved() > gone;
    }
  }

  void prune(List<Turn> turns, int round) {
    List<Counted> counted = turns.stream().map(this::counted).toList();
    int layers = counted.stream().mapToInt(c -> c.units().strata().size()).max().orElse(0);
    for (int l = 0; l < layers; l++) {
      int layer = l;
      List<Counted> due =
          counted.stream()
              .filter(c -> layer < c.units().strata().size() && c.loses(layer))
              .toList();
      List<Gathered> gathered =
          observation.gather(
              due.stream().map(c -> c.turn().run()).toList(),
              due.stream().map(c -> asked(c.turn())).toList(),
              "layer " + (l + 1) + ", round " + (round + 1));
      IntStream.range(0, due.size())
          .parallel()
          .forEach(c -> pruneOrFail(due.get(c), layer, gathered.get(c)));
    }
    counted.forEach(LayerByLayer::settle);
  }

  /** Equal scores: the counts of a scope that does not go by them. */
  private Counted counted(Turn turn) {
    Units units = scoring.units(turn.run().plan().spec().prune());
    double[] equal = new double[units.size()];
    return new Counted(turn, units, pruned(turn.run(), units, equal, turn.request()));
  }

  /** By the scope, or as the granularity itself chooses. */
  private Pruned pruned(CandidateRun run, Units units, double[] scores, PruneRequest request) {
    return scoring
        .chosen(run.plan().spec().prune(), scores, run.mask(), request.keep())
        .map(lost -> Pruner.chosen(units, lost, run.mask(), request))
        .orElseGet(() -> Pruner.prune(units, scores, run.mask(), request));
  }

  private List<Statistic> asked(Turn turn) {
    return turn.criterion().statistics(scoring.left(turn.run()));
  }

  private void pruneOrFail(Counted c, int layer, Gathered gathered) {
    try {
      prune(c, layer, gathered);
    } catch (IllegalArgumentException e) {
      c.turn().run().end(Status.FAILED, e.getMessage(), Arrays.toString(e.getStackTrace()));
    }
  }

  private void prune(Counted c, int layer, Gathered gathered) {
    Turn turn = c.turn();
    CandidateRun run = turn.run();
    LayerOutcome wanted = c.counts().layers().get(layer);
    double share = (double) wanted.achieved() / wanted.units();
    Evidence evidence = scoring.evidence(run, gathered.all(), share, turn.seed());
    double[] scores = scoring.scores(run, turn.criterion(), evidence);
    Mask after = pruned(run, c.units(), scores, alone(c, layer, share)).mask();
    run.prune(
        outcome(c.counts(), after),
        scoring.compensated(turn.criterion(), evidence, after),
        Map.of(),
        scoring.subject(run.plan().spec().prune(), after),
        false);
  }

  /** The same step for one layer; the others stay as they are. */
  private static PruneRequest alone(Counted c, int layer, double share) {
    String name = c.units().strata().get(layer).name();
    PruneRequest all = c.turn().request();
    List<String> others =
        c.units().strata().stream().map(Stratum::name).filter(n -> !n.equals(name)).toList();
    return new PruneRequest(
        new PruneTarget.Sparsity(0), all.scope(), others, Map.of(name, share), all.bounds());
  }

  private static Pruned outcome(Pruned counts, Mask mask) {
    return new Pruned(
        mask,
        counts.prunable(),
        counts.requested(),
        counts.achieved(),
        counts.why(),
        counts.layers());
  }

  /** Says, once all layers have had their turn, that the step is over. */
  private static void settle(Counted c) {
    CandidateRun run = c.turn().run();
    if (run.running()) {
      run.prune(outcome(c.counts(), run.mask()), null, Map.of(), run.subject(), c.turn().last());
    }
  }
}
