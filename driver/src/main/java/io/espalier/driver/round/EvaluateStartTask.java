package io.espalier.driver.round;

import io.espalier.mask.Mask;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Scores the states that a round starts from, as its own broadcast already brought them: so a
 * candidate's accuracy before fine-tuning costs no job and no bytes.
 */
record EvaluateStartTask(
    Broadcast<Arithmetic> arithmetic,
    Normalization normalization,
    Broadcast<List<WireCandidate>> wave,
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
      parts.add(
          EvaluateTask.score(
              trainer, shard, batches, member, wave.value().get(member).survivors(mask), mask));
    }
    return parts;
  }
}
