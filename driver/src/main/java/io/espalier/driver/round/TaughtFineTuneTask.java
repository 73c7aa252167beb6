package io.espalier.driver.round;

import io.espalier.shard.Shard;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import scala.Tuple2;

/** A round's fine-tuning on one shard, beside which lies what the teacher says of its examples. */
record TaughtFineTuneTask(FineTuneTask task)
    implements Function<Tuple2<Shard, float[]>, List<Part>> {
  @Override
  public List<Part> call(Tuple2<Shard, float[]> taught) {
    return task.call(taught._1(), taught._2());
  }
}
