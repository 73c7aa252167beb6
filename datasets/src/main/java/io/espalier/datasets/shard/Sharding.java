package io.espalier.datasets.shard;

import io.espalier.datasets.source.Example;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.util.Iterator;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/**
 * The ingest's shuffle: examples in any partitions become a fixed number of shards, one a
 * partition. Afterwards training data never moves.
 *
 * @param count number of shards; not the number of executors
 */
public record Sharding(Shape shape, int count, long seed) {
  /** The shards, ordered by index; not yet computed or cached. */
  public JavaRDD<Shard> shards(JavaRDD<Example> examples) {
    return examples
        .mapPartitionsToPair(new ToBlocks(shape.size(), count, seed))
        .partitionBy(new HashPartitioner(count))
        .mapPartitionsWithIndex(new ShardBuilder(shape, seed), true);
  }

  private record ToBlocks(int width, int shards, long seed)
      implements PairFlatMapFunction<Iterator<Example>, Integer, Block> {
    @Override
    public Iterator<Tuple2<Integer, Block>> call(Iterator<Example> examples) {
      return new Blocks(examples, shards, seed, width);
    }
  }
}
