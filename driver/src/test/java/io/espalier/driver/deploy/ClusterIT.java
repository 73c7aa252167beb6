package io.espalier.driver.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real standalone cluster, one master and two workers, started as a user starts it. */
final class ClusterIT {
  /** Small, yet with a data-dependent criterion, several rounds and shards that differ in size. */
  private static final String TINY =
      """
      name: tiny
      seed: 5
      data:
        format: digits
        examples: {train: 143, test: 40}
        shards: {train: 3, validation: 2, test: 2}
      train: {epochs: 1, batchSize: 16, averageEvery: 2}
      fineTune: {epochs: 1, batchSize: 16, averageEvery: 2}
      search:
        prune.criterion: [magnitude-l1, snip]
        prune.sparsity: [0.5]
      objective: {maxAccuracyDrop: 1}
      """;

  @TempDir static Path folder;
  private static Shell shell;
  private static String master;

  @BeforeAll
  static void up() throws Exception {
    shell = new Shell(folder).with("ESPALIER_CLUSTER_DIR", folder.resolve("cluster").toString());
    Shell.Outcome outcome =
        shell.deploy("cluster", "up", "--workers", "2", "--cores", "2", "--memory", "2g");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    master = outcome.out().strip();
  }

  @AfterAll
  static void down() throws Exception {
    assertThat(shell.deploy("cluster", "down").code()).isZero();
    assertThat(shell.deploy("cluster", "status").code()).as("status once it is down").isEqualTo(1);
  }

  /** Pages are for this machine alone. */
  @Test
  void showsItsProcessesAndTheirPages() throws Exception {
    List<String> lines = shell.deploy("cluster", "status").out().lines().toList();
    for (String name : List.of("master", "worker-1", "worker-2", "history")) {
      assertThat(lines)
          .anyMatch(
              l -> l.matches(name + " is up, pid [0-9]+, page http://127\\.0\\.0\\.1:[0-9]+/"));
    }
    assertThat(lines).contains("master " + master);
  }

  @Test
  void refusesASecondClusterInOneLine() throws Exception {
    Shell.Outcome outcome = shell.deploy("cluster", "up");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).hasLineCount(1).contains("a cluster is up at " + master);
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void givesTheDriversOwnExitCode(String mode) throws Exception {
    assertThat(submit(mode, "--help").code()).as("asked for help").isZero();
    Shell.Outcome missing = submit(mode, "sweep", folder.resolve("missing.yaml").toString());
    assertThat(missing.code()).as("a file that is not there: %s", missing).isEqualTo(2);
  }

  @Test
  void findsTheSameBitsWhateverItRunsOn() throws Exception {
    Files.writeString(folder.resolve("tiny.yaml"), TINY);
    String alone = fingerprint("alone", "--master", "local[1]");
    assertThat(alone).matches("[0-9a-f]{64}");
    assertThat(fingerprint("two", "--master", "local[2]")).as("two cores").isEqualTo(alone);
    assertThat(fingerprint("client", on("client"))).as("client mode").isEqualTo(alone);
    try (Stream<Path> events = Files.list(folder.resolve("cluster/events"))) {
      assertThat(events).as("what the history server shows").hasSize(1);
    }
    // A master that was away finds its workers again, by what it left on the disk.
    assertThat(shell.deploy("cluster", "stop", "master").code()).isZero();
    assertThat(shell.deploy("cluster", "status").out()).contains("master is gone");
    Shell.Outcome start = shell.deploy("cluster", "start", "master");
    assertThat(start.code()).as("%s", start).isZero();
    assertThat(fingerprint("cluster", on("cluster"))).as("cluster mode").isEqualTo(alone);
  }

  /** Each run in a folder of its own, so that none finds another's baseline. */
  private static String fingerprint(String name, String... spark) throws Exception {
    String run = folder.resolve(name).resolve("run").toString();
    Shell.Outcome sweep =
        shell.deploy("espalier", join(spark, "--", "sweep", "tiny.yaml", "--out", run));
    assertThat(sweep.code()).as("%s: %s", name, sweep).isZero();
    JsonNode summary = new ObjectMapper().readTree(Path.of(run, "summary.json").toFile());
    assertThat(summary.at("/provenance/trainer").asText())
        .as("%s: what computed on its executors", name)
        .startsWith("sparse (vector")
        .doesNotContain("scalar");
    return shell.deploy("espalier", "fingerprint", run).out().strip();
  }

  private static String[] on(String mode) {
    return new String[] {
      "--master", master, "--deploy-mode", mode, "--driver-memory", "1g", "--executor-memory", "1g"
    };
  }

  private static String[] join(String[] first, String... second) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(String[]::new);
  }

  private static Shell.Outcome submit(String mode, String... arguments) throws Exception {
    return shell.deploy("espalier", join(join(on(mode), "--"), arguments));
  }
}
