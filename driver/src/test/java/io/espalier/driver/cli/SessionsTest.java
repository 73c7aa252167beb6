package io.espalier.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final String KEY = "spark.hadoop.fs.made-up.secret.key";

  @AfterEach
  void forget() {
    System.clearProperty(KEY);
  }

  /** Or a run folder on a guarded store could not be looked at before Spark starts. */
  @Test
  void whatSparkIsToldOfFileSystemsCountsBeforeItStarts() {
    assertThat(Sessions.hadoop().get("fs.made-up.secret.key")).isNull();
    System.setProperty(KEY, "told");
    assertThat(Sessions.hadoop().get("fs.made-up.secret.key")).isEqualTo("told");
  }
}
