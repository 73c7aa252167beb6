package io.espalier.driver.sizing;

import io.espalier.criterion.Criteria;
import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.round.Cluster;
import io.espalier.driver.spec.TrainSpec;
import io.espalier.method.Need;
import io.espalier.schedule.Event;
import io.espalier.shard.Batches;
import java.util.List;

/**
 * How long a run takes, by the committed cost table and two assumptions: a Spark job costs 30 ms
 * besides its work, and the driver's link carries 125 MB/s.
 *
 * @param baseline seconds; 0 where it comes trained
 * @param sweep seconds, from the first round's start to the last evaluation
 * @param onTheWire seconds of these that states travel
 */
public record ExpectedTime(double baseline, double sweep, double onTheWire) {
  static final double JOB = 0.03;
  static final double LINK = 125e6;

  static ExpectedTime of(Workload load, Executors executors, RoundBytes bytes) {
    StepCosts costs = StepCosts.of(load.trainer());
    double sweep = 0;
    for (List<Course> wave : load.waves()) {
      int length = wave.stream().mapToInt(c -> c.plan().rounds()).max().orElse(0);
      for (int r = 0; r < length; r++) {
        sweep += round(load, executors, costs, wave, r);
      }
    }
    double wire = bytes.total() / LINK;
    return new ExpectedTime(
        load.baseline().map(t -> baseline(load, executors, costs, t)).orElse(0.0),
        sweep + wire,
        wire);
  }

  private static double baseline(Workload load, Executors executors, StepCosts costs, TrainSpec t) {
    int perEpoch = Batches.perEpoch(load.train().largest(), t.batchSize());
    int every = t.averageEvery() == 0 ? perEpoch : t.averageEvery();
    double rounds = Math.ceil((double) t.epochs() * perEpoch / every);
    double cell = (double) t.epochs() * load.train().largest() * costs.training(load.network(), 1);
    return turns(load.train().shards(), executors.slots()) * cell + rounds * JOB;
  }

  /** Training, and where they are due scoring and evaluation; the slowest core counts. */
  private static double round(
      Workload load, Executors executors, StepCosts costs, List<Course> wave, int round) {
    List<Course> live = wave.stream().filter(c -> c.runs(round)).toList();
    int shards = load.train().shards();
    int groups = Cluster.groupCount(live.size(), shards, executors.slots());
    double work = 0;
    double scoring = 0;
    double evaluation = 0;
    for (Course c : live) {
      double density = 1 - c.sparsity(round);
      CandidatePlan p = c.plan();
      double examples =
          Math.min(
              (double) p.batches(round) * p.spec().fineTune().batchSize(),
              (double) p.batches(round) / p.batchesPerEpoch() * load.train().largest());
      work += examples * costs.training(load.network(), density);
      if (p.events(round).stream().anyMatch(Event.Prune.class::isInstance)
          && Criteria.REGISTRY.method(p.spec().prune().criterion()).needs(Need.DATA)) {
        // Candidates whose states are the same are scored together.
        double before = round == 0 ? 1 : 1 - c.sparsity(round - 1);
        double one = load.train().largest() * costs.training(load.network(), before);
        scoring = round == 0 ? Math.max(scoring, one) : scoring + one;
      }
      if (p.evaluatesAfter(round)) {
        evaluation += load.validation().examples() * costs.forward(load.network(), density);
      }
    }
    double trained = turns(groups * shards, executors.slots()) * work / groups;
    double scored = turns(shards, executors.slots()) * scoring;
    double evaluated = evaluation / Math.min(executors.slots(), load.validation().shards());
    int jobs = 1 + (scoring > 0 ? 1 : 0) + (evaluation > 0 ? 1 : 0);
    return trained + scored + evaluated + jobs * JOB;
  }

  /** Times that all slots are taken, one after the other. */
  private static double turns(int tasks, int slots) {
    return Math.ceil((double) tasks / slots);
  }

  /** Of both. */
  public double seconds() {
    return baseline + sweep;
  }
}
