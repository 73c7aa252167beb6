package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * What Spark 3.5.5 runs with. Maven left alone picks an slf4j that silences every log of Spark, and
 * dl4j-spark a Scala whose closures Spark's tasks cannot read.
 */
final class ClassPathTest {
  @Test
  void loggingIsSparksOwn() {
    assertThat(jarOf(LoggerFactory.class)).isEqualTo("slf4j-api-2.0.7.jar");
    assertThat(LoggerFactory.getILoggerFactory().getClass().getName())
        .startsWith("org.apache.logging.slf4j.");
  }

  @Test
  void jacksonIsSparksOwn() {
    assertThat(new ObjectMapper().version()).hasToString("2.15.2");
    assertThat(com.fasterxml.jackson.core.json.PackageVersion.VERSION).hasToString("2.15.2");
  }

  @Test
  void scalaIsSparksOwn() {
    assertThat(scala.util.Properties.versionNumberString()).isEqualTo("2.12.18");
  }

  @Test
  void guavaIsSparksOwn() {
    assertThat(jarOf(com.google.common.base.Optional.class)).isEqualTo("guava-14.0.1.jar");
  }

  private static String jarOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .getFileName()
        .toString();
  }
}
