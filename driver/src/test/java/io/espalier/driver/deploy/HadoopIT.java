package io.espalier.driver.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.TinyNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HDFS and YARN as processes, started as a user starts them; data, model and runs are on HDFS. */
final class HadoopIT {
  @TempDir static Path folder;
  private static Shell shell;
  private static String hdfs;

  @BeforeAll
  static void up() throws Exception {
    shell = new Shell(folder).with("ESPALIER_HADOOP_DIR", folder.resolve("hadoop").toString());
    hdfs = good("hadoop", "up", "--nodes", "1", "--memory", "5120");
    TinyNetwork.write(Files.createDirectory(folder.resolve("in")), 24, 12);
    good("hadoop", "fs", "-put", "in", "/");
    Files.writeString(folder.resolve("tiny.yaml"), TinyNetwork.yaml(hdfs + "/in"));
  }

  @AfterAll
  static void down() throws Exception {
    good("hadoop", "down");
    assertThat(shell.deploy("hadoop", "status").code()).as("status once it is down").isEqualTo(1);
  }

  private static String good(String script, String... arguments) throws Exception {
    Shell.Outcome outcome = shell.deploy(script, arguments);
    assertThat(outcome.code()).as("%s: %s", List.of(arguments), outcome).isZero();
    return outcome.out().strip();
  }

  @Test
  void showsItsProcessesAndRefusesASecondOne() throws Exception {
    assertThat(good("hadoop", "status"))
        .contains("namenode is up", "datanode-1 is up", "datanode-2 is up")
        .contains("resourcemanager is up", "nodemanager-1 is up", hdfs);
    Shell.Outcome again = shell.deploy("hadoop", "up");
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).hasLineCount(1).contains("HDFS is up at " + hdfs);
  }

  /** Before its third manifest the driver dies; YARN starts another, which has two to write. */
  @Test
  void findsTheSameBitsOnYarnAlsoWhereItsDriverIsStartedAgain() throws Exception {
    String alone = fingerprint("alone", "--master", "local[2]");
    assertThat(alone).matches("[0-9a-f]{64}");
    assertThat(fingerprint("cluster", on("cluster", "spark.espalier.faults=manifest@n=3:exit")))
        .as("cluster mode")
        .isEqualTo(alone);
    // Another test's application, which is given a file that is not there, fails by design.
    assertThat(good("hadoop", "yarn", "application", "-list", "-appStates", "ALL"))
        .containsPattern("FINISHED\\s+SUCCEEDED\\s");
  }

  @Test
  void givesTheDriversOwnExitCode() throws Exception {
    List<String> sweep = new ArrayList<>(on("cluster", "spark.yarn.maxAppAttempts=1"));
    sweep.addAll(List.of("--", "sweep", folder.resolve("missing.yaml").toString()));
    Shell.Outcome missing = shell.deploy("espalier", sweep.toArray(String[]::new));
    assertThat(missing.code()).as("a file that is not there: %s", missing).isEqualTo(2);
  }

  private static List<String> on(String mode, String... conf) {
    List<String> spark = new ArrayList<>(List.of("--master", "yarn", "--deploy-mode", mode));
    spark.addAll(List.of("--driver-memory", "1g", "--executor-memory", "1g"));
    for (String c : conf) {
      spark.addAll(List.of("--conf", c));
    }
    return spark;
  }

  private static String fingerprint(String name, String... spark) throws Exception {
    return fingerprint(name, List.of(spark));
  }

  /** Each run in a folder of its own, so that none finds another's baseline. */
  private static String fingerprint(String name, List<String> spark) throws Exception {
    String run = hdfs + "/" + name + "/run";
    List<String> sweep = new ArrayList<>(spark);
    sweep.addAll(List.of("--", "sweep", "tiny.yaml", "--out", run));
    good("espalier", sweep.toArray(String[]::new));
    return good("espalier", "fingerprint", run);
  }
}
