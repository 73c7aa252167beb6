package io.espalier.driver.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What {@code spark-submit} is given. */
final class JarIT {
  /** Spark 3.5 brings each of these, and a second version beside it breaks the one or the other. */
  private static final List<String> SPARKS =
      List.of(
          "org/apache/spark/",
          "org/apache/hadoop/",
          "scala/",
          "com/fasterxml/jackson/",
          "org/slf4j/",
          "org/apache/logging/",
          "org/apache/log4j/",
          "org/apache/commons/",
          "com/google/",
          "io/netty/",
          "com/esotericsoftware/",
          "com/github/luben/",
          "net/jpountz/",
          "org/xerial/",
          "org/roaringbitmap/",
          "org/yaml/",
          "org/joda/",
          "javax/");

  @Test
  void holdsNothingThatSparkBrings() throws IOException {
    try (JarFile jar = new JarFile(Shell.JAR.toFile())) {
      assertThat(jar.stream().filter(e -> !e.isDirectory()).map(ZipEntry::getName))
          .noneMatch(name -> SPARKS.stream().anyMatch(name::startsWith));
    }
  }

  /** What benchmarks compare with is theirs alone: it is on no user's class path. */
  @Test
  void holdsNothingOfOnnxRuntime() throws IOException {
    try (JarFile jar = new JarFile(Shell.JAR.toFile())) {
      assertThat(jar.stream().map(ZipEntry::getName))
          .isNotEmpty()
          .noneMatch(name -> name.startsWith("ai/onnxruntime"));
    }
  }

  @Test
  void startsOursAndFindsNd4jsBackend() throws IOException {
    try (JarFile jar = new JarFile(Shell.JAR.toFile())) {
      String main = jar.getManifest().getMainAttributes().getValue("Main-Class");
      assertThat(main).isEqualTo("io.espalier.driver.cli.Main");
      assertThat(jar.getEntry(main.replace('.', '/') + ".class")).isNotNull();
      ZipEntry backends = jar.getEntry("META-INF/services/org.nd4j.linalg.factory.Nd4jBackend");
      assertThat(new String(jar.getInputStream(backends).readAllBytes(), StandardCharsets.UTF_8))
          .contains("org.nd4j.linalg.cpu.nativecpu.CpuBackend");
    }
  }

  @Test
  void carriesOnePlatformsNativesAndNoSignatures() throws IOException {
    try (JarFile jar = new JarFile(Shell.JAR.toFile())) {
      List<String> names = jar.stream().map(ZipEntry::getName).toList();
      assertThat(
              names.stream()
                  .filter(n -> n.matches("org/bytedeco/openblas/[a-z]+-[a-z0-9_]+/.*"))
                  .map(n -> n.split("/")[3])
                  .distinct())
          .hasSize(1);
      assertThat(names)
          .noneMatch(n -> n.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"))
          .noneMatch(n -> n.endsWith("module-info.class"));
    }
  }
}
