package io.espalier.datasets;

import org.apache.spark.sql.SparkSession;

/** Spark inside the test's JVM; a test class closes what it opens. */
final class LocalSpark {
  private LocalSpark() {}

  static SparkSession start(int cores) {
    return builder(cores).getOrCreate();
  }

  static SparkSession.Builder builder(int cores) {
    return SparkSession.builder()
        .master("local[" + cores + "]")
        .appName("test")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 2);
  }
}
