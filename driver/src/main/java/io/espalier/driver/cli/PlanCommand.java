package io.espalier.driver.cli;

import io.espalier.driver.Espalier;
import io.espalier.driver.SweepOptions;
import io.espalier.driver.round.Progress;
import io.espalier.driver.sizing.Sizing;
import io.espalier.driver.spec.RunSpec;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plans a sweep, and the cluster for it. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    header = "Prints a sweep's plan, and what it takes of a cluster.",
    description = {
      "",
      "Reads the data and trains nothing. With --cluster it works out executors, memory, bytes a"
          + " round and time, and prints the options for spark-submit. What is not given is taken"
          + " from Spark's configuration, and what that leaves open is chosen: two cores an"
          + " executor, a core for each training shard, the memory that is needed. What is given"
          + " and cannot hold the sweep is refused with exit code 2: what, where, and what would.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  espalier plan conf/quickstart.yaml",
      "  espalier plan conf/mnist-lenet-5.yaml --cluster",
      "  espalier plan conf/mnist-lenet-5.yaml --executors 2 --cores 2 --memory 1g --json"
    })
final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private SpecOptions specification;

  @Option(
      names = "--cluster",
      description = "works out what the sweep takes of a cluster; the options below imply it")
  private boolean cluster;

  @Option(
      names = "--executors",
      paramLabel = "N",
      description = "how many; else spark.executor.instances")
  private String executors;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "of each executor; else spark.executor.cores")
  private String cores;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "heap of each executor, like 2g; else spark.executor.memory")
  private String memory;

  @Option(
      names = "--overhead",
      paramLabel = "SIZE",
      description = "of each executor outside its heap; else spark.executor.memoryOverhead")
  private String overhead;

  @Option(
      names = "--driver-memory",
      paramLabel = "SIZE",
      description = "heap of the driver; else spark.driver.memory")
  private String driverMemory;

  @Option(names = "--json", description = "prints what --cluster works out as JSON")
  private boolean json;

  @Override
  public Integer call() {
    Map<String, String> given = given();
    boolean sized = cluster || !given.isEmpty();
    if (json && !sized) {
      throw new ParameterException(command.commandLine(), "--json goes with --cluster");
    }
    RunSpec spec = specification.load();
    PrintWriter out = command.commandLine().getOut();
    try (Terminal terminal = new Terminal(command.commandLine());
        SparkSession spark = Sessions.start(spec.name())) {
      SweepOptions options = new SweepOptions("", json ? Progress.SILENT : terminal);
      if (!sized) {
        Espalier.plan(spark, spec, options);
        return 0;
      }
      SparkConf conf = spark.sparkContext().getConf();
      given.forEach(conf::set);
      Sizing sizing = Espalier.size(spark, spec, options, conf);
      out.println(json ? SizingText.json(sizing) : SizingText.of(sizing));
      out.flush();
    }
    return 0;
  }

  /** Options as Spark's own keys, so that one place says what is wrong with a value. */
  private Map<String, String> given() {
    Map<String, String> given = new LinkedHashMap<>();
    put(given, "spark.executor.instances", executors);
    put(given, "spark.executor.cores", cores);
    put(given, "spark.executor.memory", memory);
    put(given, "spark.executor.memoryOverhead", overhead);
    put(given, "spark.driver.memory", driverMemory);
    return given;
  }

  private static void put(Map<String, String> given, String key, String value) {
    if (value != null) {
      given.put(key, value);
    }
  }
}
