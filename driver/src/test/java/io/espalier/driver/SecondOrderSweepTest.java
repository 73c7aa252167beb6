package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.round.Progress;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.Fingerprint;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Criteria that ask twice, update weights or go layer by layer, from shards to masks. */
class SecondOrderSweepTest {
  private SparkSession spark;
  @TempDir Path dir;

  @AfterEach
  void stop() {
    spark.stop();
  }

  private RunResult sweep(String master, String out) {
    spark = TinyRun.spark(master);
    return Espalier.sweep(
        spark,
        TinyRun.spec(
            "prune.scope=layer",
            "fineTune.epochs=1",
            "controls=none",
            "search={prune.criterion: [{name: grasp, examples: 2}, {name: obd, examples: 9},"
                + " {name: obd, estimator: hutchinson, draws: 1, examples: 9},"
                + " {name: woodfisher, gradients: 30, block: 10},"
                + " {name: sparsegpt, examples: 40}, {name: wanda, examples: 40}]}"),
        new SweepOptions(dir.resolve(out).toString(), Progress.SILENT));
  }

  private String fingerprint(RunResult result) {
    return Fingerprint.of(
        RunFolder.open(result.folder(), spark.sparkContext().hadoopConfiguration()));
  }

  @Test
  void countsAreExactAndBitsTheSameOnOneCoreAndOnTwo() {
    RunResult result = sweep("local[2]", "two/run");
    assertThat(result.candidates()).hasSize(6);
    for (CandidateResult c : result.candidates()) {
      assertThat(c.status()).as(c.reason()).isEqualTo(Status.DONE);
      assertThat(Math.round(c.sparsity() * 266_200)).isEqualTo(Math.round(0.9 * 266_200));
    }
    String two = fingerprint(result);
    spark.stop();
    assertThat(fingerprint(sweep("local[1]", "one/run"))).isEqualTo(two);
  }
}
