package io.espalier.driver.round;

import io.espalier.datasets.Dataset;
import io.espalier.model.Network;
import io.espalier.train.TrainerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Spark side of a run: its context, its cached shards, and the network, which every task needs
 * and which travels once.
 */
public final class Cluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

  private final JavaSparkContext spark;
  private final Dataset data;
  private final Arithmetic arithmetic;
  private final Broadcast<Arithmetic> sentArithmetic;
  private final SentSubjects subjects;
  private String trainer;
  private Layout layout = Layout.of("nothing");

  /**
   * @param trainer as the configuration asks for it
   */
  public Cluster(JavaSparkContext spark, Dataset data, Network network, TrainerKind trainer) {
    this.spark = spark;
    this.data = data;
    this.arithmetic = Arithmetic.of(network, trainer);
    this.sentArithmetic = spark.broadcast(arithmetic);
    this.subjects = new SentSubjects(spark);
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
    return arithmetic.network();
  }

  public String sparkVersion() {
    return spark.version();
  }

  public String master() {
    return spark.master();
  }

  Broadcast<Arithmetic> sentArithmetic() {
    return sentArithmetic;
  }

  /** Who computes; never {@code AUTO}. */
  public TrainerKind kind() {
    return arithmetic.kind();
  }

  SentSubjects subjects() {
    return subjects;
  }

  /**
   * Who computes, for a person: {@code dl4j}, or {@code sparse (vector 512)} with the kernels that
   * the executors have, which are asked once.
   */
  public String trainer() {
    if (trainer == null) {
      trainer =
          Trainers.describe(
              kind(), kind() == TrainerKind.SPARSE ? kernels() : new TreeSet<String>());
      LOG.info("trainer: {}", trainer);
    }
    return trainer;
  }

  private TreeSet<String> kernels() {
    describe("ask the executors for their kernels");
    int tasks = 4 * spark.defaultParallelism();
    TreeSet<String> found =
        new TreeSet<>(
            spark
                .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
                .map(new KernelsTask())
                .collect());
    if (found.contains("scalar")) {
      LOG.warn(
          "executors compute without vectors, expected spark.executor.extraJavaOptions with"
              + " --add-modules=jdk.incubator.vector, as deploy/espalier gives it");
    }
    return found;
  }

  /** Executors that hold shards now, at least 1; counts bytes, decides nothing. */
  int executors() {
    return executors(spark.sc());
  }

  /** The same of any context; in local mode the driver is the executor. */
  public static int executors(SparkContext spark) {
    int blockManagers = spark.getExecutorMemoryStatus().size();
    return Math.max(1, spark.isLocal() ? blockManagers : blockManagers - 1);
  }

  /**
   * Divides a wave's candidates into groups so that (groups × shards) tasks keep all cores busy
   * where there are fewer shards than cores. Results do not depend on it: each cell stands alone.
   */
  List<int[]> groups(int candidates, int shards) {
    int slots = Math.max(1, spark.defaultParallelism() / cpusATask());
    int wanted = (2 * slots + shards - 1) / shards;
    int groups = Math.max(1, Math.min(candidates, shards >= slots ? 1 : wanted));
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

  private int cpusATask() {
    return spark.getConf().getInt("spark.task.cpus", 1);
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
    describe(Layout.of(text));
  }

  /** The same, and says what their tasks are. */
  void describe(Layout next) {
    layout = next;
    spark.setJobGroup("espalier", next.text(), false);
    spark.setLocalProperty(Layout.KEY, next.encoded());
  }

  /** Of the jobs that were named last. */
  Layout layout() {
    return layout;
  }

  /** Takes from executors what they hold, as a fault that was asked for. */
  void drop() {
    LostBlocks.drop(spark, List.of(sentArithmetic));
  }

  @Override
  public void close() {
    subjects.destroy();
    sentArithmetic.destroy();
  }
}
