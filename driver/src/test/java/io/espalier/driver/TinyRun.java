package io.espalier.driver;

import io.espalier.driver.spec.RunSpec;
import io.espalier.driver.spec.SpecReader;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** A sweep small enough for a test: generated digits, a few hundred examples. */
public final class TinyRun {
  private static final String YAML =
      """
      name: tiny
      seed: 7
      data:
        format: digits
        examples: {train: 800, test: 200}
        split: {validation: 0.2}
        shards: {train: 3, validation: 2, test: 2}
      model:
        zoo: lenet-300-100
      train:
        epochs: 4
        batchSize: 32
      prune:
        sparsity: 0.9
      fineTune:
        epochs: 2
        batchSize: 32
      search:
        prune.criterion: [magnitude-l1, snip]
        prune.sparsity: [0.8, 0.95]
      objective: {kind: sparsest, maxAccuracyDrop: 0.5}
      """;

  private TinyRun() {}

  /** The run's specification with overrides, as {@code --set} takes them. */
  public static RunSpec spec(String... sets) {
    return SpecReader.read(YAML, "tiny.yaml", List.of(sets));
  }

  /** A Spark in this process; the caller stops it. */
  public static SparkSession spark(String master, String... conf) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(master)
            .appName("espalier-test")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "3");
    for (int i = 0; i < conf.length; i += 2) {
      builder.config(conf[i], conf[i + 1]);
    }
    return builder.getOrCreate();
  }
}
