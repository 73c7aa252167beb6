package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.round.Progress;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.RunResult;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spark gives a job up whose results exceed {@code spark.driver.maxResultSize}: a dense candidate's
 * states do, the pruned ones' don't.
 */
class LostCandidateTest {
  @TempDir Path dir;

  @Test
  void losesOnlyTheCandidateWhoseCellsSparkGivesUp() {
    String baseline = dir.resolve("run").toString();
    SparkSession spark = TinyRun.spark("local[2]");
    Espalier.train(spark, TinyRun.spec(), new SweepOptions(baseline, Progress.SILENT));
    spark.stop();
    spark = TinyRun.spark("local[2]", "spark.driver.maxResultSize", "3m");
    try {
      RunResult result =
          Espalier.sweep(
              spark,
              TinyRun.spec("search={prune.sparsity: [0.8, 0.95]}", "prune.criterion=magnitude-l1"),
              new SweepOptions(baseline, Progress.SILENT));

      for (CandidateResult c : result.candidates()) {
        assertThat(c.status())
            .as(c.spec().id() + " " + c.spec().control())
            .isEqualTo(c.spec().dense() ? Status.LOST : Status.DONE);
      }
      CandidateResult dense =
          result.candidates().stream().filter(c -> c.spec().dense()).findFirst().orElseThrow();
      assertThat(dense.reason()).contains("spark.driver.maxResultSize");
      assertThat(result.best()).isPresent();
    } finally {
      spark.stop();
    }
  }
}
