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
 * Loss and accuracy of some states on one shard.
 *
 * @param members indices of the states of this task's group
 */
record EvaluateTask(
    Broadcast<Arithmetic> arithmetic,
    Normalization normalization,
    States states,
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
    RememberedBatches batches =
        new RememberedBatches(
            shard, some.length, () -> Batches.inOrder(shard, normalization, BATCH));
    List<Part> parts = new ArrayList<>();
    for (int member : some) {
      Mask mask = subjects.get(member).subject().mask();
      float[] survivors = states.survivors(member, mask);
      long start = Clocks.threadNanos();
      Trainer.Score score = trainer.evaluate(survivors, mask, batches.iterator());
      parts.add(new Scored(member, shard.index(), score, Clocks.threadNanos() - start));
    }
    return parts;
  }
}
