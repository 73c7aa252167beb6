package io.espalier.driver.round;

import io.espalier.datasets.Dataset;
import io.espalier.driver.TinyRun;
import io.espalier.model.Network;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import io.espalier.train.Trainer;
import io.espalier.train.TrainerKind;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A Spark in this process whose training shards a test has written down, example by example. */
final class HandMadeCluster implements AutoCloseable {
  private final SparkSession spark = TinyRun.spark("local[1]");
  private final Cluster cluster;

  /**
   * @param shards of the training split, and of the others
   */
  HandMadeCluster(Network network, List<Shard> shards) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JavaRDD<Shard> all = context.parallelize(shards, shards.size()).cache();
    int[] sizes = shards.stream().mapToInt(Shard::size).toArray();
    List<String> classes =
        IntStream.range(0, network.classes()).mapToObj(k -> "class" + k).toList();
    Dataset data =
        new Dataset(
            all,
            all,
            all,
            sizes,
            sizes,
            sizes,
            network.input(),
            classes,
            "",
            Normalization.NONE,
            "",
            0);
    this.cluster = new Cluster(context, data, network, TrainerKind.SPARSE);
  }

  Cluster cluster() {
    return cluster;
  }

  Rounds rounds() {
    return new Rounds(cluster, new Ledger(), Long.MAX_VALUE);
  }

  Turns turns(float[] values) {
    return new Turns(cluster, rounds(), Map.of(), baseline(values));
  }

  /** One of which nothing but its values is asked. */
  static Baseline baseline(float[] values) {
    return new Baseline(values, values, Map.of(), Trainer.Score.ZERO);
  }

  @Override
  public void close() {
    cluster.close();
    spark.stop();
  }
}
