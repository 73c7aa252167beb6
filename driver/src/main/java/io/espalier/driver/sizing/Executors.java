package io.espalier.driver.sizing;

import io.espalier.input.InputException;
import java.util.OptionalLong;
import org.apache.spark.SparkConf;

/**
 * The cluster that a run is to have. What is not given is for {@link Sizing} to say.
 *
 * @param count of executors, at least 1
 * @param cores of each, at least 1
 * @param cpusATask cores that a task takes ({@code spark.task.cpus}), at most as many
 * @param heap bytes of each ({@code spark.executor.memory})
 * @param overhead bytes of each outside its heap ({@code spark.executor.memoryOverhead})
 * @param driverHeap bytes ({@code spark.driver.memory})
 */
public record Executors(
    int count,
    int cores,
    int cpusATask,
    OptionalLong heap,
    OptionalLong overhead,
    OptionalLong driverHeap) {
  private static final int CORES = 2;

  /**
   * As Spark's configuration asks for it. What it leaves open: two cores an executor, and so many
   * executors that there is a core for each training shard.
   *
   * @param shards of the training data
   * @throws InputException for a value that Spark would not take
   */
  public static Executors of(SparkConf conf, int shards) {
    int cores = number(conf, "spark.executor.cores", CORES);
    int most = number(conf, "spark.cores.max", cores * ((shards + cores - 1) / cores));
    int count = number(conf, "spark.executor.instances", Math.max(1, most / cores));
    int cpus = number(conf, "spark.task.cpus", 1);
    if (cpus > cores) {
      throw new InputException(
          "spark.task.cpus", "is " + cpus, "at most the " + cores + " cores of an executor");
    }
    return new Executors(
        count,
        cores,
        cpus,
        bytes(conf, "spark.executor.memory"),
        bytes(conf, "spark.executor.memoryOverhead"),
        bytes(conf, "spark.driver.memory"));
  }

  private static int number(SparkConf conf, String key, int otherwise) {
    String value = conf.get(key, Integer.toString(otherwise));
    if (!value.matches("[1-9][0-9]{0,6}")) {
      throw new InputException(key, "is '" + value + "'", "a number from 1");
    }
    return Integer.parseInt(value);
  }

  private static OptionalLong bytes(SparkConf conf, String key) {
    if (!conf.contains(key)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(conf.getSizeAsMb(key, "0") * Memory.MEBI);
    } catch (NumberFormatException e) {
      throw new InputException(key, "is '" + conf.get(key) + "'", "a size, like 2g or 1536m");
    }
  }

  /** Tasks that run at once. */
  public int slots() {
    return count * slotsOfOne();
  }

  /** The same on one executor: cores that are left over take none. */
  int slotsOfOne() {
    return cores / cpusATask;
  }

  /** As many of the same kind. */
  Executors times(int other) {
    return new Executors(other, cores, cpusATask, heap, overhead, driverHeap);
  }

  /** Things of which there are so many, on the executor that has most of them. */
  int share(int things) {
    return (things + count - 1) / count;
  }
}
