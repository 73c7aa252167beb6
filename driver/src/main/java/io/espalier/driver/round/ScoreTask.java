package io.espalier.driver.round;

import io.espalier.driver.fault.FaultPlan;
import io.espalier.driver.fault.FaultPoint;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import io.espalier.statistic.Gathering;
import io.espalier.statistic.Sampling;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.train.Trainer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * What criteria ask of one shard about some states.
 *
 * @param states a request each
 * @param shards of the training split
 */
record ScoreTask(
    Broadcast<Arithmetic> arithmetic,
    Normalization normalization,
    Broadcast<List<ScoreTask.Asked>> states,
    List<SentSubjects.Place> subjects,
    int shards,
    int[] members,
    FaultPlan faults)
    implements Function<Shard, List<ScoreTask.Part>> {
  /**
   * What is asked about one state.
   *
   * @param survivors its values
   * @param batchSize of its fine-tuning
   */
  record Asked(float[] survivors, int batchSize, List<Statistic> statistics)
      implements Serializable {}

  /** One state's statistics on one shard, in the order asked. */
  record Part(int state, int shard, List<Sums> sums, long nanos) implements Serializable {}

  @Override
  public List<Part> call(Shard shard) {
    faults.strike(FaultPoint.SCORE, "shard", shard.index(), "attempt", Attempt.now());
    return Members.each(
        arithmetic.value(), subjects, members, (trainer, some) -> parts(trainer, shard, some));
  }

  private List<Part> parts(Trainer trainer, Shard shard, int[] some) {
    Map<Sampling, RememberedBatches> batches = new HashMap<>();
    List<Part> parts = new ArrayList<>();
    for (int member : some) {
      long start = Clocks.threadNanos();
      Asked asked = states.value().get(member);
      Subject subject = subjects.get(member).subject();
      List<Sums> sums =
          new Gathering(
                  subject.arithmetic(arithmetic.value()).network(),
                  asked.survivors(),
                  subject.mask(),
                  trainer)
              .of(
                  asked.statistics(),
                  asked.batchSize(),
                  sampling ->
                      batches
                          .computeIfAbsent(sampling, s -> batches(shard, s, some.length))
                          .iterator());
      parts.add(new Part(member, shard.index(), sums, Clocks.threadNanos() - start));
    }
    return parts;
  }

  private RememberedBatches batches(Shard shard, Sampling sampling, int times) {
    return new RememberedBatches(
        shard, times, () -> sampling.batches(shard, normalization, shards));
  }
}
