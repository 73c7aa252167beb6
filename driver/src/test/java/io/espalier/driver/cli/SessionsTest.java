package io.espalier.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final String KEY = "spark.hadoop.fs.made-up.secret.key";

  @AfterEach
  void forget() {
    System.clearProperty(KEY);
  }

  @Test
  void aNameNodeHasAMinuteToComeBackUnlessTheUserSaysOtherwise() {
    System.setProperty("spark.hadoop.dfs.client.retry.policy.spec", "10,1");
    try (SparkSession spark = Sessions.start("test")) {
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      assertThat(hadoop.getBoolean("dfs.client.retry.policy.enabled", false)).isTrue();
      assertThat(hadoop.get("dfs.client.retry.policy.spec")).isEqualTo("10,1");
    } finally {
      System.clearProperty("spark.hadoop.dfs.client.retry.policy.spec");
    }
    assertThat(Sessions.hadoop().getBoolean("dfs.client.retry.policy.enabled", false))
        .as("before Spark starts")
        .isFalse();
  }

  /** Or a run folder on a guarded store could not be looked at before Spark starts. */
  @Test
  void whatSparkIsToldOfFileSystemsCountsBeforeItStarts() {
    assertThat(Sessions.hadoop().get("fs.made-up.secret.key")).isNull();
    System.setProperty(KEY, "told");
    assertThat(Sessions.hadoop().get("fs.made-up.secret.key")).isEqualTo("told");
  }
}
