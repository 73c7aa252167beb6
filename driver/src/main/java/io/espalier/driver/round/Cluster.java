package io.espalier.driver.round;

import io.espalier.datasets.Dataset;
import io.espalier.model.Network;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The Spark side of a run: its context, its cached shards, and the network, which every task needs
 * and which travels once.
 */
public final class Cluster implements AutoCloseable {
  private final JavaSparkContext spark;
  private final Dataset data;
  private final Network network;
  private final Broadcast<Network> sentNetwork;

  public Cluster(JavaSparkContext spark, Dataset data, Network network) {
    this.spark = spark;
    this.data = data;
    this.network = network;
    this.sentNetwork = spark.broadcast(network);
  }

  public JavaSparkContext spark() {
    return spark;
  }

  /** The run's data. */
  public Dataset data() {
    return data;
  }

  /** The network that all candidates share. */
  public Network network() {
    return network;
  }

  public String sparkVersion() {
    return spark.version();
  }

  public String master() {
    return spark.master();
  }

  Broadcast<Network> sentNetwork() {
    return sentNetwork;
  }

  /** Executors that hold shards now, at least 1; counts bytes, decides nothing. */
  int executors() {
    int blockManagers = spark.sc().getExecutorMemoryStatus().size();
    return Math.max(1, spark.isLocal() ? blockManagers : blockManagers - 1);
  }

  /**
   * Divides a wave's candidates into groups so that (groups × shards) tasks keep all cores busy
   * where there are fewer shards than cores. Results do not depend on it: each cell stands alone.
   */
  List<int[]> groups(int candidates, int shards) {
    int wanted = (2 * spark.defaultParallelism() + shards - 1) / shards;
    int groups =
        Math.max(1, Math.min(candidates, shards >= spark.defaultParallelism() ? 1 : wanted));
    List<int[]> all = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      List<Integer> members = new ArrayList<>();
      for (int c = g; c < candidates; c += groups) {
        members.add(c);
      }
      all.add(members.stream().mapToInt(Integer::intValue).toArray());
    }
    return all;
  }

  /** One RDD of several tasks' results, computed in one job; a union moves no data. */
  static <T> JavaRDD<T> union(List<JavaRDD<T>> parts) {
    JavaRDD<T> all = parts.get(0);
    for (JavaRDD<T> part : parts.subList(1, parts.size())) {
      all = all.union(part);
    }
    return all;
  }

  /** Names the jobs that follow, in the Spark UI and in its log. */
  void describe(String text) {
    spark.setJobGroup("espalier", text, false);
  }

  @Override
  public void close() {
    sentNetwork.destroy();
  }
}
