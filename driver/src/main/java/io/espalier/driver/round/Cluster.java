package io.espalier.driver.round;

import io.espalier.datasets.Dataset;
import io.espalier.input.InputException;
import io.espalier.model.Network;
import io.espalier.train.TrainerKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.JavaConverters;

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
  private final MemoryLosses memoryLosses;
  private String trainer;
  private Layout layout = Layout.of("nothing");

  /** Executors that have been asked what they compute with, or were there when others were. */
  private Set<String> known = Set.of();

  /**
   * @param trainer as the configuration asks for it
   */
  public Cluster(JavaSparkContext spark, Dataset data, Network network, TrainerKind trainer) {
    this.spark = spark;
    this.data = data;
    this.arithmetic = Arithmetic.of(network, trainer);
    this.sentArithmetic = spark.broadcast(arithmetic);
    this.subjects = new SentSubjects(spark);
    this.memoryLosses = MemoryLosses.on(spark.sc());
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

  /** What ended for want of memory on its executors. */
  MemoryLosses memoryLosses() {
    return memoryLosses;
  }

  SentSubjects subjects() {
    return subjects;
  }

  /**
   * Who computes, for a person: {@code dl4j}, or {@code sparse (vector 512)} with the kernels that
   * the executors have.
   *
   * @throws InputException as {@link #fleet}
   */
  public String trainer() {
    if (trainer == null) {
      trainer = Trainers.describe(kind(), fleet().kernels());
      LOG.info("trainer: {}", trainer);
    }
    return trainer;
  }

  /**
   * Asks the executors what they compute with, in one job.
   *
   * @throws InputException if one has what may change a result, a line each
   */
  private Fleet fleet() {
    known = blockManagers();
    describe("ask the executors what they compute with");
    int tasks = 4 * spark.defaultParallelism();
    Fleet fleet =
        new Fleet(
            Jvm.here(kind()),
            spark
                .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
                .map(new JvmTask(kind()))
                .collect(),
            kind());
    if (!fleet.refusals().isEmpty()) {
      throw new InputException(fleet.refusals());
    }
    fleet.remarks().forEach(LOG::warn);
    if (fleet.kernels().contains("scalar")) {
      LOG.warn(
          "executors compute without vectors, expected spark.executor.extraJavaOptions with"
              + " --add-modules=jdk.incubator.vector, as deploy/espalier gives it, and without"
              + " -Xint and -XX:TieredStopAtLevel");
    }
    return fleet;
  }

  /**
   * Asks again where executors have joined since.
   *
   * @throws InputException as {@link #fleet}
   */
  void look() {
    if (!known.containsAll(blockManagers())) {
      fleet();
    }
  }

  private Set<String> blockManagers() {
    return Set.copyOf(
        JavaConverters.setAsJavaSet(spark.sc().getExecutorMemoryStatus().keySet().toSet()));
  }

  /** Bytes that one example takes in a cached shard, its label among them; one job. */
  public long exampleBytes() {
    describe("look at how examples are kept");
    int aValue = Collections.max(data.train().map(new ValueBytesTask()).collect());
    return (long) aValue * data.shape().size() + Integer.BYTES;
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
    int groups = groupCount(candidates, shards, slots());
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

  /**
   * How many groups they are.
   *
   * @param slots tasks that run at once
   */
  public static int groupCount(int candidates, int shards, int slots) {
    int wanted = (2 * slots + shards - 1) / shards;
    return Math.max(1, Math.min(candidates, shards >= slots ? 1 : wanted));
  }

  private int slots() {
    int cpusATask = spark.getConf().getInt("spark.task.cpus", 1);
    return Math.max(1, spark.defaultParallelism() / cpusATask);
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
    memoryLosses.close();
    subjects.destroy();
    sentArithmetic.destroy();
  }
}
