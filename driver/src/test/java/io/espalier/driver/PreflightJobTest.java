package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.driver.round.Progress;
import io.espalier.input.InputException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors in processes of their own that are not as the driver is. */
class PreflightJobTest {
  @TempDir Path dir;

  @Test
  void aSweepIsRefusedBeforeAnyTrainingWhereExecutorsRunAnotherJava() {
    try (SparkSession spark =
        LocalCluster.start(
            "spark.executor.extraJavaOptions",
            "--add-modules=jdk.incubator.vector -Djava.version=18.0.2")) {
      SweepOptions options = new SweepOptions(dir.resolve("run").toString(), Progress.SILENT);
      assertThatThrownBy(() -> Espalier.sweep(spark, TinyRun.spec(), options))
          .isInstanceOf(InputException.class)
          .hasMessageMatching(
              "(executor [01] on \\S+ has Java 18 where the driver has 17, expected the same on"
                  + " both sides\\s*)+");
    }
    assertThat(dir.resolve("run")).doesNotExist();
    assertThat(dir.resolve("baselines")).doesNotExist();
  }
}
