package io.espalier.driver.round;

import io.espalier.train.NativeThreads;
import io.espalier.train.TrainerKind;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;
import scala.util.Properties;

/**
 * What a process computes with.
 *
 * @param host that it runs on
 * @param executor its name in Spark: a number, or {@code driver}
 * @param java version
 * @param spark version
 * @param scala version
 * @param espalier version
 * @param natives platform and backend of ND4J, or why there are none; empty where nothing asks it
 * @param cpu the processor's model; empty where nothing depends on it, or nobody says
 * @param kernels the sparse engine's, {@code vector 512} or {@code scalar}; empty where DL4J
 *     computes: to ask warms them up
 */
record Jvm(
    String host,
    String executor,
    String java,
    String spark,
    String scala,
    String espalier,
    String natives,
    String cpu,
    String kernels)
    implements Serializable {

  /** This process. */
  static Jvm here(TrainerKind trainer) {
    boolean dl4j = trainer == TrainerKind.DL4J;
    return new Jvm(
        SparkEnv.get().blockManager().blockManagerId().host(),
        SparkEnv.get().executorId(),
        System.getProperty("java.version"),
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        Properties.versionNumberString(),
        version(),
        dl4j ? backend() : "",
        dl4j ? model() : "",
        dl4j ? "" : Trainers.kernels());
  }

  private static String version() {
    String version = Jvm.class.getPackage().getImplementationVersion();
    return version == null ? "from classes" : version;
  }

  private static String backend() {
    try {
      NativeThreads.pin();
      return Loader.getPlatform() + " " + Nd4j.getBackend().getClass().getSimpleName();
    } catch (LinkageError | RuntimeException e) {
      return "none (" + e + ")";
    }
  }

  private static String model() {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(cpuinfo)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(cpuinfo)) {
      return lines
          .filter(l -> l.startsWith("model name"))
          .map(l -> l.substring(l.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /** The first number of its version: 17. */
  String javaFeature() {
    return java.replaceAll("[^0-9].*", "");
  }
}
