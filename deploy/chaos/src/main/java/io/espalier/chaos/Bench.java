package io.espalier.chaos;

import io.espalier.driver.run.Fingerprint;
import io.espalier.driver.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** What faults are tried on: sweeps of seconds, what they come to undisturbed, and the clusters. */
final class Bench implements AutoCloseable {
  /** Two waves of three candidates. */
  private static final String SWEEP =
      """
      name: faults
      seed: 5
      data:
      %s
        shards: {train: 3, validation: 2, test: 2}
      train: {epochs: 2, batchSize: 16, averageEvery: 2}
      fineTune:
        epochs: 3
        batchSize: 16
        averageEvery: 2
        optimizer: {kind: nesterov, learningRate: 0.03, momentum: 0.9}
      search:
        prune.criterion: [magnitude-l1, snip]
        prune.sparsity: [0.5, 0.8, 0.95]
      controls: none
      objective: {maxAccuracyDrop: 1}
      execution: {waveMegabytes: 7} # three states of 2.1 MB
      """;

  private static final String DIGITS =
      """
        format: digits
        examples: {train: 200, test: 60}
        split: {validation: 0.2}
      """
          .stripTrailing();

  private final Path repository;
  private final Path folder;
  private final Map<String, Calm> calm = new HashMap<>();
  private final List<Run> runs = new ArrayList<>();
  private final Shell shell;
  private SparkCluster cluster;
  private Hadoop hadoop;

  /**
   * @param folder of its own, for all that it writes
   */
  Bench(Path repository, Path folder) throws IOException {
    this.repository = repository;
    this.folder = folder;
    Files.createDirectories(folder.resolve("runs"));
    Files.writeString(folder.resolve("digits.yaml"), SWEEP.formatted(DIGITS));
    this.shell =
        new Shell(folder)
            .with("ESPALIER_DRIVER_MEMORY", "1g")
            .with("ESPALIER_CLUSTER_DIR", folder.resolve("cluster").toString())
            .with("ESPALIER_HADOOP_DIR", folder.resolve("hadoop").toString())
            // The workers', which deploy/cluster has no words for.
            .with("JAVA_TOOL_OPTIONS", "-Dspark.decommission.enabled=true");
  }

  Path folder() {
    return folder;
  }

  Path repository() {
    return repository;
  }

  Shell shell() {
    return shell;
  }

  private String script(String name) {
    return repository.resolve("deploy").resolve(name).toString();
  }

  /** A sweep of another data section. */
  String config(String name, String data) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(file, SWEEP.formatted(data));
    return file.toString();
  }

  private String digits() {
    return folder.resolve("digits.yaml").toString();
  }

  /** A run of the digits by a driver with Spark in it. */
  Run alone(String name) throws Exception {
    return alone(name, digits());
  }

  /** The same of another sweep. */
  Run alone(String name, String config) throws Exception {
    return alone(name, config, folder.resolve("runs").resolve(name).toString());
  }

  /** The same in a folder that is there. */
  Run alone(String name, String config, String run) throws Exception {
    return run(name, List.of("--master", "local[2]"), config, run, new Configuration());
  }

  /** A run of the digits on the cluster, which is whole then. */
  Run onCluster(String name) throws Exception {
    return onCluster(name, digits());
  }

  /** The same of another sweep. */
  Run onCluster(String name, String config) throws Exception {
    cluster().heal();
    return run(
        name,
        List.of("--master", cluster.url(), "--executor-memory", "1g", "--executor-cores", "1"),
        config,
        folder.resolve("runs").resolve(name).toString(),
        new Configuration());
  }

  /** A run of the digits by a driver with Spark in it, its folder on HDFS. */
  Run onHdfs(String name) throws Exception {
    hadoop().heal();
    return run(
        name,
        List.of("--master", "local[2]"),
        digits(),
        hadoop.url() + "/runs/" + name,
        hadoop.configuration());
  }

  /**
   * A run without an undisturbed one to hold it against.
   *
   * @param calm what it must come to
   */
  Run of(String name, String config, String run, Calm calm) {
    return kept(name, List.of("--master", "local[2]"), config, run, new Configuration(), calm);
  }

  private Run run(String name, List<String> where, String config, String run, Configuration hadoop)
      throws Exception {
    return kept(name, where, config, run, hadoop, calm(where, config, run, hadoop));
  }

  /** Runs it twice, so that the second finds its baseline there as all others will. */
  private Calm calm(List<String> where, String config, String run, Configuration hadoop)
      throws Exception {
    String key = Path.of(config).getFileName() + where.get(1).replaceAll("\\W.*", "") + hadoop(run);
    if (!calm.containsKey(key)) {
      Calm first = undisturbed(key + "-first", where, config, run, hadoop);
      Calm second = undisturbed(key, where, config, run, hadoop);
      if (!first.fingerprint().equals(second.fingerprint())) {
        throw new IllegalStateException("two undisturbed runs differ: " + key);
      }
      calm.put(key, second);
    }
    return calm.get(key);
  }

  private Run kept(
      String name,
      List<String> where,
      String config,
      String folderOfRun,
      Configuration hadoop,
      Calm calm) {
    List<String> launch = new ArrayList<>(List.of(script("espalier")));
    launch.addAll(where);
    Run run = new Run(shell, folder, hadoop, name, launch, config, folderOfRun, calm);
    runs.add(run);
    return run;
  }

  /** Ends what a fault that went otherwise than it should has left behind. */
  void endDrivers() {
    runs.forEach(Run::end);
    runs.clear();
  }

  private static String hadoop(String run) {
    return run.startsWith("hdfs:") ? "-hdfs" : "";
  }

  private Calm undisturbed(
      String name, List<String> where, String config, String beside, Configuration hadoop)
      throws Exception {
    String run = beside.substring(0, beside.lastIndexOf('/') + 1) + "calm-" + name;
    Run calm = kept("calm-" + name, where, config, run, hadoop, null);
    long began = System.nanoTime();
    Drive drive = calm.drive();
    int code = drive.exitCode();
    if (code != 0) {
      throw new IllegalStateException("an undisturbed run ended with " + code + ": " + drive.err());
    }
    return new Calm(
        Fingerprint.of(RunFolder.open(run, hadoop)),
        drive.cells(),
        (System.nanoTime() - began) / 1e9,
        Folders.candidates(run, hadoop));
  }

  /** The standalone cluster, which is started when it is first asked for. */
  SparkCluster cluster() throws IOException, InterruptedException {
    if (cluster == null) {
      cluster = new SparkCluster(shell, script("cluster"), folder.resolve("cluster"));
      cluster.up();
    }
    return cluster;
  }

  /** HDFS, likewise. */
  Hadoop hadoop() throws IOException, InterruptedException {
    if (hadoop == null) {
      hadoop = new Hadoop(shell, script("hadoop"), folder.resolve("hadoop"));
      hadoop.up();
    }
    return hadoop;
  }

  @Override
  public synchronized void close() throws IOException, InterruptedException {
    endDrivers();
    if (cluster != null) {
      cluster.down();
      cluster = null;
    }
    if (hadoop != null) {
      hadoop.down();
      hadoop = null;
    }
  }
}
