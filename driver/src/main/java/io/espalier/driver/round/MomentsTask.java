package io.espalier.driver.round;

import io.espalier.shard.Batches;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import io.espalier.train.Moments;
import io.espalier.train.Trainer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** What one batch normalisation sees on one shard, for some candidates. */
record MomentsTask(
    Broadcast<Arithmetic> arithmetic,
    Normalization normalization,
    Broadcast<List<float[]>> values,
    List<SentSubjects.Place> subjects,
    String batchNorm,
    int[] members)
    implements Function<Shard, List<MomentsTask.Part>> {
  /**
   * Batches a shard that recalibration looks at. 16 × 256 examples give a channel's mean to about
   * 1/64 of its deviation even where an image were a single pixel.
   */
  static final int BATCHES = 16;

  /** One candidate's moments on one shard. */
  record Part(int candidate, int shard, Moments moments, long nanos) implements Serializable {}

  @Override
  public List<Part> call(Shard shard) {
    return Members.each(
        arithmetic.value(), subjects, members, (trainer, some) -> parts(trainer, shard, some));
  }

  private List<Part> parts(Trainer trainer, Shard shard, int[] some) {
    RememberedBatches batches =
        new RememberedBatches(
            shard,
            some.length,
            () -> Batches.firstInOrder(shard, normalization, EvaluateTask.BATCH, BATCHES));
    List<Part> parts = new ArrayList<>();
    for (int member : some) {
      long start = Clocks.threadNanos();
      Moments moments =
          trainer.moments(
              values.value().get(member),
              subjects.get(member).subject().mask(),
              batchNorm,
              batches.iterator());
      parts.add(new Part(member, shard.index(), moments, Clocks.threadNanos() - start));
    }
    return parts;
  }
}
