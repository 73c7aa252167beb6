package io.espalier.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.driver.Espalier;
import io.espalier.driver.SweepOptions;
import io.espalier.driver.fault.FaultPlan;
import io.espalier.driver.fault.InjectedFault;
import io.espalier.driver.round.Progress;
import io.espalier.driver.run.Fingerprint;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.spec.RunSpec;
import io.espalier.input.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep whose data and run folder are in a bucket, where nothing can be renamed in one step. */
class S3SweepTest {
  private static final String YAML =
      """
      name: tiny
      seed: 7
      data:
        format: csv
        header: false
        label: "%d"
        path: %s
        split: {validation: 0.2, test: 0.2}
        shards: {train: 3, validation: 2, test: 2}
      model: {zoo: lenet-300-100}
      train: {epochs: 1, batchSize: 16}
      prune: {sparsity: 0.9}
      fineTune: {epochs: 3, batchSize: 16, averageEvery: 1, evaluateEvery: 1}
      search: {prune.criterion: [magnitude-l1, snip]}
      controls: none
      objective: {kind: sparsest, maxAccuracyDrop: 1}
      """;

  @TempDir static java.nio.file.Path dir;
  private static S3Server server;
  private static SparkSession spark;
  private static FileSystem files;
  private static RunSpec spec;
  private static final List<String> SAID = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start(dir);
    SparkSession.Builder builder =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false");
    List<String> settings = server.hadoop();
    for (int i = 0; i < settings.size(); i += 2) {
      builder.config("spark.hadoop." + settings.get(i), settings.get(i + 1));
    }
    spark = builder.getOrCreate();
    files = new Path(server.at("in")).getFileSystem(hadoop());
    int features = 784;
    try (OutputStream out = files.create(new Path(server.at("in/data.csv")))) {
      out.write(rows(features).getBytes(StandardCharsets.UTF_8));
    }
    String yaml = YAML.formatted(features, server.at("in/data.csv"));
    spec = Espalier.load(Files.writeString(dir.resolve("tiny.yaml"), yaml).toString());
    sweep("calm", "");
  }

  @AfterAll
  static void stop() {
    spark.stop();
    server.close();
  }

  private static String rows(int features) {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < 150; row++) {
      for (int f = 0; f < features; f++) {
        rows.append((f % 10 == row % 10 ? 128 : 0) + random.nextInt(100)).append(',');
      }
      rows.append("class").append(row % 10).append('\n');
    }
    return rows.toString();
  }

  private static Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  private static String run(String name) {
    return server.at("runs/" + name);
  }

  private static void sweep(String name, String faults) {
    Progress progress =
        new Progress() {
          @Override
          public void phase(String text) {
            SAID.add(text);
          }
        };
    SweepOptions options = new SweepOptions(run(name), progress).with(FaultPlan.of(faults));
    Espalier.sweep(spark, spec, options);
  }

  private static void dies(String name, String faults) {
    assertThatThrownBy(() -> sweep(name, faults)).isInstanceOf(InjectedFault.class);
  }

  /** All files of a run, by their names in it. */
  private static List<String> list(String name) throws IOException {
    List<String> names = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> all = files.listFiles(new Path(run(name)), true);
    while (all.hasNext()) {
      names.add(all.next().getPath().toString().substring(run(name).length()));
    }
    return names;
  }

  private static void assertSameAsCalm(String name) throws IOException {
    assertThat(Fingerprint.of(RunFolder.open(run(name), hadoop())))
        .isEqualTo(Fingerprint.of(RunFolder.open(run("calm"), hadoop())));
    List<String> calm = list("calm");
    calm.add("/incidents.json");
    assertThat(list(name)).containsExactlyInAnyOrderElementsOf(calm);
  }

  @Test
  void leavesAFinishedRunAndNothingElse() throws IOException {
    assertThat(list("calm"))
        .contains("/summary.json", "/manifest.json", "/best.zip", "/exit-code")
        .noneMatch(f -> f.contains(".tmp-") || f.contains("checkpoint") || f.contains("lease"));
  }

  @Test
  void killedAtEachStepOfEachCheckpointItComesToTheSameBits() throws IOException {
    for (String kill :
        List.of(
            "lease@n=1:throw",
            "checkpoint-write@n=1:throw",
            "manifest@n=1:throw",
            "checkpoint-write@n=2:throw",
            "manifest@n=2:throw",
            "checkpoint-write@n=2:throw",
            "manifest@n=2:throw",
            "export@n=1:throw",
            "export@n=2:throw",
            "report:throw")) {
      dies("killed", kill);
    }
    sweep("killed", "");

    assertThat(SAID).anyMatch(s -> s.contains("go on after round"));
    assertSameAsCalm("killed");
  }

  @Test
  void aCheckpointThatWasStoredDamagedCostsARound() throws IOException {
    dies("damaged", "checkpoint-write@n=2:truncate;manifest@n=3:throw");
    dies("damaged", "manifest@n=1:corrupt;reduce@n=3:throw");
    sweep("damaged", "");

    assertSameAsCalm("damaged");
  }

  @Test
  void aSecondDriverIsRefused() {
    List<String> refusals = new ArrayList<>();
    Progress meddler =
        new Progress() {
          @Override
          public void round(int done, int total, String text) {
            if (refusals.isEmpty() && text.startsWith("wave")) {
              assertThatThrownBy(() -> sweep("two", ""))
                  .isInstanceOfSatisfying(InputException.class, e -> refusals.add(e.getMessage()));
            }
          }
        };
    Espalier.sweep(spark, spec, new SweepOptions(run("two"), meddler));

    assertThat(refusals).hasSize(1).first().asString().contains(" is being worked on: ");
  }
}
