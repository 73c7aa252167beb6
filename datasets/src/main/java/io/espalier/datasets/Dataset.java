package io.espalier.datasets;

import io.espalier.model.Shape;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Everything a run needs of its data: three splits as cached shards, one a partition, ordered by
 * index.
 *
 * @param train as many partitions as {@code data.shards.train}; likewise the others
 * @param trainSizes examples in each training shard
 * @param classes names in label order
 * @param channelOrder {@code rgb}, {@code bgr}, {@code gray} or empty where there are no channels
 * @param fingerprint SHA-256 over all shards' bytes in order, and the class order
 * @param skipped bad records that were left out, by {@code onBadRecord: skip}
 */
public record Dataset(
    JavaRDD<Shard> train,
    JavaRDD<Shard> validation,
    JavaRDD<Shard> test,
    int[] trainSizes,
    int[] validationSizes,
    int[] testSizes,
    Shape shape,
    List<String> classes,
    String channelOrder,
    Normalization normalization,
    String fingerprint,
    long skipped)
    implements AutoCloseable {
  /** Gives the cached shards back. */
  @Override
  public void close() {
    train.unpersist(false);
    validation.unpersist(false);
    test.unpersist(false);
  }
}
