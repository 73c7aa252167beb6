package io.espalier.driver.round;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.dynamics.Exchange;
import io.espalier.dynamics.Splice;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.schedule.Event;
import io.espalier.scope.Glob;
import io.espalier.scope.Sensitivity;
import io.espalier.shard.Seeds;
import io.espalier.statistic.MinibatchGradient;
import io.espalier.statistic.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What schedules ask for at a round's beginning, decided once a candidate: first its mask, then the
 * values that it goes on with.
 */
final class Turns {
  private final Network network;
  private final Pruning pruning;
  private final Observation observation;
  private final Baseline baseline;

  Turns(Cluster cluster, Rounds rounds, Map<String, Sensitivity> scans, Baseline baseline) {
    this.network = cluster.network();
    this.pruning = new Pruning(network, cluster.kind(), rounds, scans);
    this.observation = new Observation(rounds);
    this.baseline = baseline;
  }

  /** The layers of a candidate that are pruned. */
  static List<String> layers(Network network, CandidatePlan plan) {
    List<String> keep = plan.spec().prune().keep();
    return network.prunable().stream()
        .map(s -> s.operation().name())
        .filter(name -> keep.stream().noneMatch(glob -> Glob.matches(glob, name)))
        .toList();
  }

  /** Does what is due. */
  void take(List<CandidateRun> due, int round) {
    List<CandidateRun> scored =
        due.stream().filter(r -> Pruning.event(r, round).isPresent()).toList();
    if (!scored.isEmpty()) {
      pruning.prune(scored, round);
    }
    exchange(due, round);
    for (CandidateRun run : due) {
      for (Event e : run.plan().events(round)) {
        if (e instanceof Event.Splice splice && run.running()) {
          splice(run, splice);
        } else if (e instanceof Event.Rewind rewind && run.running()) {
          run.rewind(baseline.start(rewind.to()));
        } else if (e instanceof Event.Restart && run.running()) {
          run.restart();
        }
      }
    }
  }

  /**
   * The dense gradient is of the minibatches that the round begins with, summed over the shards,
   * and of the layers that take part alone: the others' stays where it was computed.
   */
  private void exchange(List<CandidateRun> due, int round) {
    List<CandidateRun> runs = new ArrayList<>();
    List<Event.Exchange> events = new ArrayList<>();
    List<List<Statistic>> wanted = new ArrayList<>();
    for (CandidateRun run : due) {
      for (Event e : run.plan().events(round)) {
        if (e instanceof Event.Exchange exchange && run.running()) {
          runs.add(run);
          events.add(exchange);
          wanted.add(exchange.byGradient() ? List.of(minibatch(run, round)) : List.of());
        }
      }
    }
    if (runs.isEmpty()) {
      return;
    }
    List<Gathered> gathered =
        observation.dense(runs, wanted, "dense gradients, round " + (round + 1));
    for (int c = 0; c < runs.size(); c++) {
      CandidateRun run = runs.get(c);
      double[] grades =
          events.get(c).byGradient()
              ? magnitudes(minibatch(run, round), gathered.get(c))
              : any(run, round);
      run.exchange(
          Exchange.of(
              network,
              run.mask(),
              run.values(),
              grades,
              events.get(c).share(),
              layers(network, run.plan())));
    }
  }

  private MinibatchGradient minibatch(CandidateRun run, int round) {
    return new MinibatchGradient(
        run.plan().streamBatch(round), run.plan().spec().seed(), layers(network, run.plan()));
  }

  /** Of all weights of the layers that take part; 0 elsewhere, where nothing grows. */
  private double[] magnitudes(MinibatchGradient asked, Gathered gathered) {
    double[] sums = gathered.all().get(asked).values();
    double[] all = new double[network.size()];
    int at = 0;
    for (Network.Slot slot : asked.slots(network)) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        all[i] = Math.abs(sums[at++]);
      }
    }
    return all;
  }

  private double[] any(CandidateRun run, int round) {
    return random(run, round).doubles(network.size()).toArray();
  }

  private static SplittableRandom random(CandidateRun run, int round) {
    return new SplittableRandom(Seeds.mix(run.plan().spec().seed(), Seeds.of(run.id()), round));
  }

  /** Thresholds are those of the first time. */
  private void splice(CandidateRun run, Event.Splice event) {
    List<String> layers = layers(network, run.plan());
    double sparsity = run.plan().spec().prune().sparsity();
    Splice thresholds =
        run.splice()
            .orElseGet(
                () ->
                    Splice.at(
                        network,
                        run.dense(),
                        layers,
                        Double.isNaN(event.c())
                            ? Splice.deviations(network, run.dense(), layers, sparsity)
                            : event.c()));
    boolean happens = random(run, event.round()).nextDouble() < event.chance();
    Mask next = happens ? thresholds.mask(network, run.mask(), run.dense()) : run.mask();
    run.splice(thresholds, next);
  }
}
