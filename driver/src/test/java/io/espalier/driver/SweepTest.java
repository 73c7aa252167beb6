package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.driver.round.Progress;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.Fingerprint;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import io.espalier.input.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
  private SparkSession spark;
  @TempDir Path dir;

  @AfterEach
  void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  private RunResult sweep(String master, String out, String... sets) {
    spark = TinyRun.spark(master);
    return Espalier.sweep(
        spark, TinyRun.spec(sets), new SweepOptions(dir.resolve(out).toString(), Progress.SILENT));
  }

  private String fingerprint(RunResult result) {
    return Fingerprint.of(
        RunFolder.open(result.folder(), spark.sparkContext().hadoopConfiguration()));
  }

  @Test
  void takesEveryCandidateToItsSparsityAndSelectsOne() throws Exception {
    RunResult result = sweep("local[2]", "run");

    assertThat(result.candidates()).hasSize(6).allMatch(c -> c.status() == Status.DONE);
    for (CandidateResult c : result.candidates()) {
      long pruned = Math.round(c.targetSparsity() * 266_200);
      assertThat(Math.round(c.sparsity() * 266_200)).isEqualTo(pruned);
      assertThat(c.parametersLeft()).isEqualTo(266_610 - pruned);
      assertThat(c.compressionRatio()).isCloseTo(266_610.0 / (266_610 - pruned), within(1e-9));
      assertThat(c.accuracy()).isBetween(0.0, 1.0);
    }
    assertThat(result.best()).isPresent();
    assertThat(result.objective().met()).isTrue();
    assertThat(result.pareto()).contains(result.best().orElseThrow().id());

    Path folder = Path.of(result.folder());
    assertThat(Files.list(folder).map(p -> p.getFileName().toString()))
        .contains("summary.json", "candidates.csv", "report.html", "best.zip", "plan.json");
    assertThat(folder.resolve("exit-code")).hasContent("0\n");
    List<Row> rows = Espalier.candidates(spark, result).orderBy("sparsity").collectAsList();
    assertThat(rows).hasSize(6);
    assertThat(rows.get(0).<Integer>getAs("seed")).isEqualTo(7);

    Evaluation again =
        Espalier.evaluate(spark, TinyRun.spec(), folder.resolve("best.zip").toString());
    assertThat(again.score().accuracy()).isEqualTo(result.best().orElseThrow().testAccuracy());
    assertThat(again.sparsity()).isEqualTo(result.best().orElseThrow().sparsity());
  }

  @Test
  void givesTheSameBitsOnOneCoreAndOnTwo() {
    String one =
        fingerprint(sweep("local[1]", "one/run", "prune.steps=2", "prune.schedule=iterative"));
    spark.stop();
    String two =
        fingerprint(sweep("local[2]", "two/run", "prune.steps=2", "prune.schedule=iterative"));

    assertThat(two).isEqualTo(one);
  }

  @Test
  void givesTheSameBitsWhenAveragesGoByAShuffleAndCandidatesByWaves() {
    String plain = fingerprint(sweep("local[2]", "plain/run"));
    spark.stop();
    String shuffled =
        fingerprint(
            sweep(
                "local[2]",
                "shuffled/run",
                "execution.shuffleAboveMegabytes=0",
                "execution.waveMegabytes=5"));

    assertThat(shuffled).isEqualTo(plain);
  }

  @Test
  void reusesTheBaselineBesideTheRunFolder() {
    sweep("local[2]", "first");
    TrainedBaseline again =
        Espalier.train(
            spark,
            TinyRun.spec("fineTune.epochs=1"),
            new SweepOptions(dir.resolve("second").toString(), Progress.SILENT));
    TrainedBaseline other =
        Espalier.train(
            spark,
            TinyRun.spec("train.epochs=1"),
            new SweepOptions(dir.resolve("second").toString(), Progress.SILENT));

    assertThat(again.reused()).isTrue();
    assertThat(other.reused()).isFalse();
  }

  @Test
  void recordsACandidateThatDivergesAndGoesOn() {
    RunResult result =
        sweep(
            "local[2]",
            "run",
            "fineTune.optimizer.kind=sgd",
            "search={fineTune.optimizer.learningRate: [0.05, 1e30], prune.criterion: [magnitude-l1]}",
            "controls=none");

    assertThat(result.candidates())
        .extracting(CandidateResult::status)
        .containsExactly(Status.DONE, Status.FAILED);
    CandidateResult failed = result.candidates().get(1);
    assertThat(failed.reason()).contains("round 1").contains("shard 0");
    assertThat(failed.stack()).contains("DivergedException");
    assertThat(result.best().map(RunResult.Best::id))
        .isEqualTo(Optional.of(result.candidates().get(0).spec().id()));
  }

  @Test
  void stopsAtTheTimeBudgetWithTheBestSoFar() {
    RunResult result = sweep("local[2]", "run", "budget.maxMinutes=0.0001");

    assertThat(result.candidates()).allMatch(c -> c.status() == Status.STOPPED);
    assertThat(result.candidates().get(0).reason()).contains("budget.maxMinutes");
  }

  @Test
  void leavesTheExitCodeOfASweepThatFails() {
    Progress broken =
        new Progress() {
          @Override
          public void phase(String text) {
            if (text.contains("baseline")) {
              throw new IllegalStateException("broken");
            }
          }
        };
    spark = TinyRun.spark("local[2]");
    SweepOptions options = new SweepOptions(dir.resolve("run").toString(), broken);

    assertThatThrownBy(() -> Espalier.sweep(spark, TinyRun.spec(), options)).hasMessage("broken");
    assertThat(dir.resolve("run/exit-code")).hasContent("1\n");

    // Other settings are refused, which leaves the exit code alone; the same command goes on.
    assertThatThrownBy(() -> sweep("local[2]", "run", "seed=8")).isInstanceOf(InputException.class);
    assertThat(dir.resolve("run/exit-code")).hasContent("1\n");
    assertThat(sweep("local[2]", "run").exitCode()).isZero();
    assertThat(dir.resolve("run/exit-code")).hasContent("0\n");
  }

  @Test
  void refusesMoreStepsThanRoundsBeforeAnyWork() {
    assertThatThrownBy(() -> sweep("local[2]", "run", "prune.schedule=iterative", "prune.steps=5"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("prune.steps is 5 but fine-tuning has 2 rounds");
    assertThat(dir.resolve("run")).doesNotExist();
  }
}
