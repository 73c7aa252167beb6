package io.espalier.driver.round;

import io.espalier.mask.Mask;
import io.espalier.shard.Batches;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Loss and accuracy of some candidates on one shard.
 *
 * @param values survivors' values, a row a candidate
 * @param members indices of the candidates of this task's group
 */
record EvaluateTask(
    Broadcast<Arithmetic> arithmetic,
    Normalization normalization,
    Broadcast<List<float[]>> values,
    List<SentSubjects.Place> subjects,
    int[] members)
    implements Function<Shard, List<Part>> {
  /** Large enough for the matrix product, small enough for an executor's memory. */
  static final int BATCH = 256;

  /** One candidate's score on one shard. */
  record Scored(int candidate, int shard, Trainer.Score score, long nanos) implements Part {}

  @Override
  public List<Part> call(Shard shard) {
    return Members.each(
        arithmetic.value(), subjects, members, (trainer, some) -> parts(trainer, shard, some));
  }

  private List<Part> parts(Trainer trainer, Shard shard, int[] some) {
    RememberedBatches batches = batches(shard, normalization, some.length);
    List<Part> parts = new ArrayList<>();
    for (int member : some) {
      parts.add(
          score(
              trainer,
              shard,
              batches,
              member,
              values.value().get(member),
              subjects.get(member).subject().mask()));
    }
    return parts;
  }

  static RememberedBatches batches(Shard shard, Normalization normalization, int times) {
    return new RememberedBatches(shard, times, () -> Batches.inOrder(shard, normalization, BATCH));
  }

  static Scored score(
      Trainer trainer,
      Shard shard,
      RememberedBatches batches,
      int member,
      float[] survivors,
      Mask mask) {
    long start = Clocks.threadNanos();
    Trainer.Score score = trainer.evaluate(survivors, mask, batches.iterator());
    return new Scored(member, shard.index(), score, Clocks.threadNanos() - start);
  }
}
