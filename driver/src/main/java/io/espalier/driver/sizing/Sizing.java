package io.espalier.driver.sizing;

import io.espalier.input.Problem;
import io.espalier.train.TrainerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What a planned sweep takes of a cluster: memory, traffic, time.
 *
 * @param load what is to be run
 * @param executors where
 * @param executor memory that one of them takes
 * @param driver memory that the driver takes
 */
public record Sizing(
    Workload load,
    Executors executors,
    ExecutorMemory executor,
    DriverMemory driver,
    RoundBytes bytes,
    ExpectedTime time) {

  /** Works it out. */
  public static Sizing of(Workload load, Executors executors) {
    RoundBytes bytes = RoundBytes.of(load, executors.count());
    return new Sizing(
        load,
        executors,
        ExecutorMemory.of(load, executors),
        DriverMemory.of(load),
        bytes,
        ExpectedTime.of(load, executors, bytes));
  }

  /** {@code spark.executor.memory}, given or what it takes. */
  public long executorHeap() {
    return executors.heap().orElse(executor.heap());
  }

  /** {@code spark.executor.memoryOverhead}, given or what it takes. */
  public long executorOverhead() {
    return executors.overhead().orElse(executor.overhead());
  }

  /** {@code spark.driver.memory}, given or what it takes. */
  public long driverHeap() {
    return executors.driverHeap().orElse(driver.heap());
  }

  /** What was given and cannot hold the sweep, each with what would; empty if all fits. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    lacking(
            "spark.executor.memory",
            executors.heap(),
            executor.heap(),
            parts("cached shards", executor.shards(), "a wave", executor.states())
                + parts(", tasks", executor.tasks()),
            waves(s -> s.executor.heap() <= executorHeap()),
            more())
        .ifPresent(problems::add);
    lacking(
            "spark.executor.memoryOverhead",
            executors.overhead(),
            executor.overhead(),
            parts("ND4J's arrays", executor.maxBytes(), "all else", Memory.OUTSIDE),
            OptionalInt.empty(),
            OptionalInt.empty())
        .ifPresent(problems::add);
    lacking(
            "spark.driver.memory",
            executors.driverHeap(),
            driver.heap(),
            parts("a wave", driver.states(), "its results", driver.results())
                + parts(", models", driver.kept()),
            waves(s -> s.driver.heap() <= driverHeap()),
            OptionalInt.empty())
        .ifPresent(problems::add);
    return problems;
  }

  private static Optional<Problem> lacking(
      String key,
      OptionalLong given,
      long wanted,
      String parts,
      OptionalInt waveMegabytes,
      OptionalInt count) {
    if (given.isEmpty() || given.getAsLong() >= wanted) {
      return Optional.empty();
    }
    StringBuilder expected = new StringBuilder("at least ").append(mebibytes(wanted));
    waveMegabytes.ifPresent(mb -> expected.append(", or execution.waveMegabytes: ").append(mb));
    count.ifPresent(n -> expected.append(", or ").append(n).append(" executors"));
    return Optional.of(
        new Problem(
            key,
            "is " + mebibytes(given.getAsLong()) + ", which does not hold " + parts,
            expected.toString()));
  }

  /** The largest half, quarter … of the waves' size with which it fits. */
  private OptionalInt waves(Predicate<Sizing> fits) {
    return IntStream.iterate(load.waveMegabytes() / 2, mb -> mb > 0, mb -> mb / 2)
        .filter(mb -> fits.test(of(load.inWavesOf(mb), executors)))
        .findFirst();
  }

  /** The least number of executors of this kind on which it fits. */
  private OptionalInt more() {
    return IntStream.rangeClosed(executors.count() + 1, load.train().shards())
        .filter(n -> of(load, executors.times(n)).executor.heap() <= executorHeap())
        .findFirst();
  }

  /** The words of a {@code spark-submit} command that ask for this cluster. */
  public List<String> submitOptions() {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--num-executors " + executors.count(),
                "--executor-cores " + executors.cores(),
                "--executor-memory " + mebibytes(executorHeap()),
                "--driver-memory " + mebibytes(driverHeap()),
                "--conf spark.executor.memoryOverhead=" + mebibytes(executorOverhead())));
    if (executors.cpusATask() > 1) {
      options.add("--conf spark.task.cpus=" + executors.cpusATask());
    }
    if (load.trainer() == TrainerKind.DL4J) {
      options.add(
          "--conf spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxbytes="
              + mebibytes(executor.maxBytes()));
    }
    return options;
  }

  private static String parts(Object... namesAndBytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < namesAndBytes.length; i += 2) {
      text.append(i == 0 ? "" : ", ")
          .append(namesAndBytes[i])
          .append(' ')
          .append(mebibytes((Long) namesAndBytes[i + 1]));
    }
    return text.toString();
  }

  /** As Spark reads it, rounded up. */
  static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%dm", (bytes + Memory.MEBI - 1) / Memory.MEBI);
  }
}
