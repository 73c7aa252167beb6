package io.espalier.driver.round;

import io.espalier.mask.Mask;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import io.espalier.train.Survivors;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Loss and accuracy on one shard of one network under several masks: its values travel once.
 *
 * @param values all of the network's
 * @param members indices of this task's masks
 */
record ScanTask(
    Broadcast<Arithmetic> arithmetic,
    Normalization normalization,
    Broadcast<float[]> values,
    List<SentSubjects.Place> subjects,
    int[] members)
    implements Function<Shard, List<Part>> {
  @Override
  public List<Part> call(Shard shard) {
    return Members.each(
        arithmetic.value(), subjects, members, (trainer, some) -> parts(trainer, shard, some));
  }

  private List<Part> parts(Trainer trainer, Shard shard, int[] some) {
    RememberedBatches batches = EvaluateTask.batches(shard, normalization, some.length);
    List<Part> parts = new ArrayList<>();
    for (int member : some) {
      Mask mask = subjects.get(member).subject().mask();
      float[] left = Survivors.gather(mask, values.value());
      parts.add(EvaluateTask.score(trainer, shard, batches, member, left, mask));
    }
    return parts;
  }
}
