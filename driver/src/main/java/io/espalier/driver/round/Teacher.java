package io.espalier.driver.round;

import io.espalier.shard.Shard;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * The dense baseline as a teacher: what it says of each training example is computed once a shard
 * and lies cached beside it, for all candidates and rounds. A function of shard and baseline alone,
 * so that a lost executor's part is computed again to the same bits.
 */
final class Teacher implements AutoCloseable {
  private final Broadcast<float[]> values;
  private final JavaRDD<float[]> scores;
  private final JavaPairRDD<Shard, float[]> taught;

  /**
   * Asks it, in one job.
   *
   * @param trained all of the baseline's values
   */
  Teacher(Cluster cluster, float[] trained) {
    values = cluster.spark().broadcast(trained);
    scores =
        cluster
            .data()
            .train()
            .map(new TeacherTask(cluster.sentArithmetic(), cluster.data().normalization(), values))
            .persist(StorageLevel.MEMORY_AND_DISK());
    taught = cluster.data().train().zip(scores);
    cluster.describe("ask the baseline about each training example");
    scores.count();
  }

  /** The training shards, each with its scores; nothing moves. */
  JavaPairRDD<Shard, float[]> shards() {
    return taught;
  }

  @Override
  public void close() {
    scores.unpersist(false);
    values.destroy();
  }
}
