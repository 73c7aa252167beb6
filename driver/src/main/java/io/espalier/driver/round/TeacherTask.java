package io.espalier.driver.round;

import io.espalier.shard.Batches;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a dense network says of one shard's examples: its scores before the softmax, {@code [shard's
 * examples, classes]} row-major, in the shard's own order.
 *
 * @param values all of the network's
 */
record TeacherTask(
    Broadcast<Arithmetic> arithmetic, Normalization normalization, Broadcast<float[]> values)
    implements Function<Shard, float[]> {
  @Override
  public float[] call(Shard shard) {
    return TrainerPool.SHARED.with(
        arithmetic.value(),
        trainer ->
            trainer.logits(
                values.value(), Batches.inOrder(shard, normalization, EvaluateTask.BATCH)));
  }
}
