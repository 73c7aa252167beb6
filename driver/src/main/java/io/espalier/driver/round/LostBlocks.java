package io.espalier.driver.round;

import java.util.Collection;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.BlockManagerMaster;

/** Takes from executors what they hold, as a fault that was asked for; Spark makes it good. */
final class LostBlocks {
  private LostBlocks() {}

  /** Drops all cached shards, and these broadcasts, wherever executors have them. */
  static void drop(JavaSparkContext spark, Collection<Broadcast<?>> broadcasts) {
    BlockManagerMaster blocks = SparkEnv.get().blockManager().master();
    spark.getPersistentRDDs().keySet().forEach(rdd -> blocks.removeRdd(rdd, true));
    broadcasts.forEach(b -> blocks.removeBroadcast(b.id(), false, true));
  }
}
