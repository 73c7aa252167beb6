package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.driver.round.Progress;
import io.espalier.input.InputException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors in processes of their own that are not as the driver is. */
class PreflightJobTest {
  @TempDir Path dir;

  @Test
  void aSweepIsRefusedBeforeAnyTrainingWhereExecutorsRunAnotherSpark() throws IOException {
    Path other = Files.createDirectory(dir.resolve("other"));
    // What Spark knows its own version by.
    Files.writeString(
        other.resolve("spark-version-info.properties"),
        "version=3.5.1\nuser=x\nrevision=x\nbranch=x\ndate=x\nurl=x\ndocroot=x\n");
    try (SparkSession spark =
        LocalCluster.start(
            "spark.executor.extraClassPath",
            other + File.pathSeparator + LocalCluster.classPath())) {
      SweepOptions options = new SweepOptions(dir.resolve("run").toString(), Progress.SILENT);
      assertThatThrownBy(() -> Espalier.sweep(spark, TinyRun.spec(), options))
          .isInstanceOf(InputException.class)
          .hasMessageMatching(
              "(executor [01] on \\S+ has Spark 3.5.1 where the driver has 3.5.5, expected the same"
                  + " on both sides\\s*)+");
    }
    assertThat(dir.resolve("run")).doesNotExist();
    assertThat(dir.resolve("baselines")).doesNotExist();
  }
}
