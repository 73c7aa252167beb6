package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.round.Progress;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Round;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.Fingerprint;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of fine-tuning on their way through a whole sweep. */
class FineTuningSweepTest {
  @TempDir Path dir;

  private record Ran(RunResult result, String fingerprint, long questions) {}

  private Ran sweep(String master, String out, String... sets) {
    List<String> jobs = Collections.synchronizedList(new ArrayList<>());
    SparkSession spark = TinyRun.spark(master);
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onJobStart(SparkListenerJobStart start) {
                jobs.add(String.valueOf(start.properties().getProperty("spark.job.description")));
              }
            });
    List<String> all = new ArrayList<>(List.of("train.epochs=1", "controls=none"));
    all.addAll(List.of(sets));
    RunResult result;
    String fingerprint;
    try {
      result =
          Espalier.sweep(
              spark,
              TinyRun.spec(all.toArray(String[]::new)),
              new SweepOptions(dir.resolve(out).toString(), Progress.SILENT));
      fingerprint =
          Fingerprint.of(
              RunFolder.open(result.folder(), spark.sparkContext().hadoopConfiguration()));
    } finally {
      spark.stop(); // delivers all events
    }
    return new Ran(
        result, fingerprint, jobs.stream().filter(j -> j.contains("ask the baseline")).count());
  }

  @Test
  void theBaselineTeachesOnceAndTheSameOnOneCoreAndOnTwo() {
    String[] sets = {
      "search={fineTune.distillation.alpha: [0, 0.5], fineTune.batchSize: [32, 50]}",
      "fineTune.labelSmoothing=0.1",
      "fineTune.clip=1",
      "fineTune.penalties={l1: 1e-5, groupLasso: 1e-5}",
      "fineTune.schedule={kind: one-cycle, warmUp: 0.1}"
    };
    Ran one = sweep("local[1]", "one/run", sets);
    Ran two = sweep("local[2]", "two/run", sets);

    assertThat(two.fingerprint()).isEqualTo(one.fingerprint());
    assertThat(one.questions()).isOne();
    assertThat(one.result().candidates())
        .hasSize(4)
        .allMatch(c -> c.status() == Status.DONE)
        .extracting(CandidateResult::parametersHash)
        .doesNotHaveDuplicates();
  }

  /** Of two epochs the first is one teacher's, and the second the other's or the labels'. */
  @Test
  void aTeacherThatLeavesEarlyLeavesTheLabels() {
    List<Round> labels = twoRounds("labels", "{}");
    List<Round> whole = twoRounds("whole", "{alpha: 0.5}");
    List<Round> half = twoRounds("half", "{alpha: 0.5, until: 0.5}");
    assertThat(half.get(0).trainLoss())
        .isEqualTo(whole.get(0).trainLoss())
        .isNotEqualTo(labels.get(0).trainLoss());
    assertThat(half.get(1).trainLoss()).isNotEqualTo(whole.get(1).trainLoss());
  }

  private List<Round> twoRounds(String name, String distillation) {
    return sweep(
            "local[2]",
            name + "/run",
            "search={prune.criterion: [magnitude-l1]}",
            "fineTune.epochs=2",
            "fineTune.evaluateEvery=1",
            "fineTune.distillation=" + distillation)
        .result()
        .candidates()
        .get(0)
        .rounds();
  }

  @Test
  void whoeverWaitsInVainKeepsTheBestThatValidationSaw() throws Exception {
    Ran ran =
        sweep(
            "local[2]",
            "run",
            "search={prune.criterion: [magnitude-l1]}",
            "prune.schedule=iterative",
            "prune.steps=2",
            "fineTune.epochs=8",
            "fineTune.evaluateEvery=1",
            "fineTune.earlyStopping={patience: 1, minDelta: 0.9}");
    CandidateResult c = ran.result().candidates().get(0);

    // The second step begins with round 5, whose accuracy is the bar; round 6 is no gain of 0.9.
    assertThat(c.status()).isEqualTo(Status.DONE);
    assertThat(c.rounds()).hasSize(6);
    double fifth = c.rounds().get(4).accuracy();
    double sixth = c.rounds().get(5).accuracy();
    assertThat(c.accuracy()).isEqualTo(Math.max(fifth, sixth));
    assertThat(c.reason())
        .isEqualTo(
            "stopped early after round 6 of 8, with its state after round "
                + (sixth > fifth ? 6 : 5));
    assertThat(ran.questions()).isZero();
    assertThat(Files.readString(Path.of(ran.result().folder(), "report.html")))
        .contains("Candidates that stopped early", c.reason())
        .doesNotContain("Candidates that did not finish");
  }

  @Test
  void withoutEarlyStoppingTheLastStateCounts() {
    CandidateResult c =
        sweep(
                "local[2]",
                "run",
                "search={prune.criterion: [magnitude-l1]}",
                "fineTune.epochs=3",
                "fineTune.evaluateEvery=1")
            .result()
            .candidates()
            .get(0);

    assertThat(c.rounds()).hasSize(3);
    assertThat(c.accuracy()).isEqualTo(c.rounds().get(2).accuracy());
    assertThat(c.reason()).isEmpty();
  }
}
