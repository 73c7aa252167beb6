package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.driver.round.Progress;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quick start's baseline, by four replicas that are averaged and by one that is not. */
class ParameterAveragingTest {
  @TempDir Path dir;

  @Test
  void averagingOverFourShardsIsAsGoodAsASingleProcess() {
    assertThat(accuracy(4)).isCloseTo(accuracy(1), within(0.01));
  }

  private double accuracy(int shards) {
    SparkSession spark = TinyRun.spark("local[2]");
    try {
      return Espalier.train(
              spark,
              Espalier.load("../conf/quickstart.yaml", "data.shards.train=" + shards),
              new SweepOptions(dir.resolve("run").toString(), Progress.SILENT))
          .validation()
          .accuracy();
    } finally {
      spark.stop();
    }
  }
}
