package io.espalier.driver.plan;

import io.espalier.criterion.MovementCriterion;
import io.espalier.driver.spec.CandidateSpec;
import io.espalier.driver.spec.TrainSpec;
import io.espalier.schedule.Event;
import io.espalier.schedule.Timeline;
import io.espalier.shard.Batches;
import io.espalier.train.ShadowRule;
import java.util.List;
import java.util.Optional;

/**
 * One candidate's course through the rounds, all of it known before the first job.
 *
 * @param spec its settings
 * @param batchesPerEpoch of the largest shard
 * @param averageEvery batches a cell in a round; the last round may have fewer
 * @param totalBatches optimizer steps of the whole fine-tuning
 * @param rounds between averagings
 * @param events of its schedule, in order; none for the dense control, and none where the schedule
 *     does not fit, which {@link Courses} says
 */
public record CandidatePlan(
    CandidateSpec spec,
    int batchesPerEpoch,
    int averageEvery,
    long totalBatches,
    int rounds,
    List<Event> events) {

  /**
   * Lays a candidate's epochs out in rounds.
   *
   * @param largestShard examples in the largest training shard
   */
  public static CandidatePlan of(CandidateSpec spec, int largestShard) {
    TrainSpec t = spec.fineTune();
    int perEpoch = Batches.perEpoch(largestShard, t.batchSize());
    int every = t.averageEvery() == 0 ? perEpoch : t.averageEvery();
    long total = (long) t.epochs() * perEpoch;
    Timeline timeline = new Timeline(total, every, perEpoch);
    List<Event> events = List.of();
    if (!spec.dense()
        && spec.prune().scheduled().refuses(timeline, spec.prune().sparsity()).isEmpty()) {
      events = spec.prune().scheduled().events(timeline);
    }
    return new CandidatePlan(spec, perEpoch, every, total, timeline.rounds(), List.copyOf(events));
  }

  Timeline timeline() {
    return new Timeline(totalBatches, averageEvery, batchesPerEpoch);
  }

  /** The first batch of a round, counted over all epochs. */
  public long firstBatch(int round) {
    return (long) round * averageEvery;
  }

  /** Batches a cell in a round. */
  public long batches(int round) {
    return Math.min(averageEvery, totalBatches - firstBatch(round));
  }

  /** What happens at a round's beginning; at {@link #rounds()}, after the last. */
  public List<Event> events(int round) {
    return events.stream().filter(e -> e.round() == round).toList();
  }

  /** Times that it is pruned, at least 1. */
  public int steps() {
    return Math.max(1, (int) events.stream().filter(CandidatePlan::steps).count());
  }

  /** The step, from 1, that a round belongs to. */
  public int step(int round) {
    long begun = events.stream().filter(e -> steps(e) && e.round() <= round).count();
    return Math.max(1, (int) begun);
  }

  private static boolean steps(Event e) {
    return e instanceof Event.Prune || e instanceof Event.Scatter;
  }

  /** The round of the last pruning; -1 if there is none. */
  public int lastPruning() {
    return events.stream().filter(CandidatePlan::steps).mapToInt(Event::round).max().orElse(-1);
  }

  /** The last event that may change the mask; -1 if there is none. */
  public int lastMask() {
    return events.stream().filter(Event::masks).mapToInt(Event::round).max().orElse(-1);
  }

  /**
   * Whether a round ends with an evaluation: the last, at each step's end, and every evaluateEvery
   * rounds.
   */
  public boolean evaluatesAfter(int round) {
    int every = spec.fineTune().evaluateEvery();
    return round == rounds - 1
        || (!spec.dense() && spec.prune().scheduled().stepwise() && step(round + 1) != step(round))
        || (every > 0 && (round + 1) % every == 0);
  }

  /**
   * How a round trains values that the mask hides; empty where the state has survivors alone.
   *
   * @param layers that are pruned
   */
  public Optional<ShadowRule> shadow(int round, List<String> layers) {
    if (spec.dense() || round >= lastMask()) {
      return Optional.empty();
    }
    if (spec.prune().scoring() instanceof MovementCriterion) {
      return Optional.of(new ShadowRule.Movement());
    }
    return spec.prune().scheduled().shadow(spec.prune().sparsity(), layers);
  }

  /** Whether a round's state has values of what is pruned. */
  public boolean shadowed(int round) {
    return shadow(round, List.of()).isPresent();
  }

  /** The round with which the learning rate's present course began. */
  private int courseStart(int round) {
    return events.stream()
        .filter(e -> restarts(e) && e.round() <= round)
        .mapToInt(Event::round)
        .max()
        .orElse(0);
  }

  private static boolean restarts(Event e) {
    return e instanceof Event.Rewind || e instanceof Event.Restart;
  }

  /** Optimizer steps of the learning rate's course that a round is part of. */
  public long courseBatches(int round) {
    long end =
        events.stream()
            .filter(e -> restarts(e) && e.round() > round)
            .mapToLong(e -> firstBatch(e.round()))
            .min()
            .orElse(totalBatches);
    return end - firstBatch(courseStart(round));
  }

  /**
   * The first batch of a round in the stream that orders the examples: where values have been
   * rewound, that which the baseline saw next.
   */
  public long streamBatch(int round) {
    long batch = firstBatch(round);
    for (Event e : events) {
      if (e instanceof Event.Rewind rewind && e.round() <= round) {
        batch = epoch(rewind.to()) * batchesPerEpoch + firstBatch(round) - firstBatch(e.round());
      }
    }
    return batch;
  }

  private static long epoch(String to) {
    return to.equals("init") ? 0 : Long.parseLong(to.substring("epoch:".length()));
  }

  /** Whether a round comes at or behind the last event of its mask: that is the final one. */
  public boolean settled(int round) {
    return round >= lastMask();
  }

  /** How a round trains: a round that begins behind the teacher's end has the labels alone. */
  public TrainSpec fineTune(int round) {
    TrainSpec all = spec.fineTune();
    double end = all.recipe().objective().until() * totalBatches;
    return firstBatch(round) < end ? all : all.untaught();
  }

  /** Whether a teacher's scores must come with its batches. */
  public boolean taught() {
    return spec.fineTune().recipe().objective().taught();
  }
}
