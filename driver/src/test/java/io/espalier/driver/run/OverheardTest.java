package io.espalier.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.fault.Faults;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverheardTest {
  private static final String MASTER =
      "org.apache.spark.deploy.client.StandaloneAppClient$ClientEndpoint";
  private static final String HDFS = "org.apache.hadoop.hdfs.DataStreamer";

  @TempDir Path dir;

  /** Tests log nothing else. */
  @BeforeAll
  static void speak() {
    Configurator.setLevel("org.apache", Level.INFO);
  }

  @AfterAll
  static void beSilent() {
    Configurator.setLevel("org.apache", LogManager.getRootLogger().getLevel());
  }

  private static void warns(String logger, String message) {
    LogManager.getLogger(logger).warn(message);
  }

  private List<String> told(Incidents incidents) {
    return incidents.all().stream().map(Incidents.Incident::what).toList();
  }

  private Incidents incidents() {
    return RunFolder.at(dir.toString(), new Configuration(), Faults.none()).incidents();
  }

  @Test
  void whatSparkAndHadoopSayIsToldOnceAndNothingElse() {
    Incidents incidents = incidents();
    try (Overheard overheard = Overheard.by(incidents)) {
      assertThat(overheard.isStarted()).isTrue();
      warns(MASTER, "Connection to 127.0.0.1:7077 failed; waiting for master to reconnect...");
      warns(MASTER, "Connection to 127.0.0.1:7099 failed; waiting for master to reconnect...");
      warns(HDFS, "Excluding datanode DatanodeInfo[127.0.0.1:41, DS-0a1b-22]\nand a line more");
      warns("org.apache.hadoop.util.NativeCodeLoader", "Unable to load native-hadoop library");
      warns("io.espalier.driver.Main", "something of our own");
      LogManager.getLogger(HDFS).info("a block is written");
    }
    warns(HDFS, "after the run");
    assertThat(told(incidents))
        .containsExactly(
            "Spark says: Connection to 127.0.0.1:7077 failed; waiting for master to reconnect...",
            "HDFS says: Excluding datanode DatanodeInfo[127.0.0.1:41, DS-0a1b-22]");
  }

  @Test
  void ofASourceThatSaysMuchOnlyTheFirstAreTold() {
    Incidents incidents = incidents();
    try (Overheard overheard = Overheard.by(incidents)) {
      assertThat(overheard.isStarted()).isTrue();
      "abcdefghijkl".chars().forEach(c -> warns(HDFS, "file " + (char) c + "x is not there"));
    }
    assertThat(told(incidents)).hasSize(5).first().isEqualTo("HDFS says: file ax is not there");
  }
}
