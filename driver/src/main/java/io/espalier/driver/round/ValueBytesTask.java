package io.espalier.driver.round;

import io.espalier.shard.Shard;
import org.apache.spark.api.java.function.Function;

/** Bytes that a feature takes in a shard. */
record ValueBytesTask() implements Function<Shard, Integer> {
  @Override
  public Integer call(Shard shard) {
    return shard.features() instanceof Shard.Pixels ? Byte.BYTES : Float.BYTES;
  }
}
