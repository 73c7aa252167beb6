package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.datasets.Dataset;
import io.espalier.datasets.Datasets;
import io.espalier.driver.SweepOptions.Existing;
import io.espalier.driver.fault.FaultPlan;
import io.espalier.driver.round.Progress;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.RunSpec;
import io.espalier.measure.Digest;
import io.espalier.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.spark.sql.SparkSession;

/** Sweeps on data that are read once, and all that a run folder says of them. */
final class Resumed implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkSession spark;
  private final RunSpec spec;
  private final Dataset data;
  private final Model model;

  /** What the driver was heard to say. */
  final List<String> said = new ArrayList<>();

  /** Happens after each round of whatever is trained, on the driver. */
  Runnable onRound = () -> {};

  Resumed(String master, RunSpec spec) {
    this.spark = TinyRun.spark(master, "spark.master.rest.enabled", "false");
    this.spec = spec;
    this.model = Preflight.model(spec, spark.sparkContext().hadoopConfiguration());
    this.data = Datasets.load(spark, spec.data(), spec.seed());
  }

  SparkSession spark() {
    return spark;
  }

  RunResult sweep(Path folder, String faults) {
    return sweep(folder.toString(), spec, Existing.RESUME, faults);
  }

  RunResult sweep(String folder, RunSpec other, Existing existing, String faults) {
    Progress progress =
        new Progress() {
          @Override
          public void phase(String text) {
            said.add(text);
          }

          @Override
          public void round(int done, int total, String text) {
            if (text.startsWith("wave")) {
              onRound.run();
            }
          }
        };
    SweepOptions options =
        new SweepOptions(folder, progress, existing, Clock.systemUTC(), FaultPlan.of(faults));
    try (RunSession session = RunSession.of(spark, other, options, shared(), model)) {
      return session.sweep();
    }
  }

  /** The same cached shards, which a session's end does not give back. */
  private Dataset shared() {
    return new Dataset(
        data.train().map(s -> s),
        data.validation().map(s -> s),
        data.test().map(s -> s),
        data.trainSizes(),
        data.validationSizes(),
        data.testSizes(),
        data.shape(),
        data.classes(),
        data.channelOrder(),
        data.normalization(),
        data.fingerprint(),
        data.skipped());
  }

  /** Every result in a folder, by file; times, bytes moved and provenance are left out. */
  static Map<String, String> results(Path folder) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        if (!List.of("manifest.json", "incidents.json", "plan.json", "report.html", "config.yaml")
            .contains(name)) {
          all.put(name, result(name, Files.readAllBytes(file)));
        }
      }
    }
    return all;
  }

  private static String result(String name, byte[] bytes) throws IOException {
    if (name.endsWith(".json")) {
      ObjectNode json = (ObjectNode) JSON.readTree(bytes);
      json.remove(List.of("seconds", "cpuSeconds", "bytesMoved", "provenance", "stack"));
      json.path("rounds").forEach(Resumed::withoutBytes);
      return json.toPrettyString();
    }
    if (name.endsWith(".zip")) {
      return entries(bytes);
    }
    return name.endsWith(".csv")
        ? new String(bytes, java.nio.charset.StandardCharsets.UTF_8).replaceAll(",[^,\n]*\n", "\n")
        : HexFormat.of().formatHex(bytes);
  }

  private static void withoutBytes(JsonNode round) {
    if (round instanceof ObjectNode o) {
      o.remove("bytes");
    }
  }

  private static String entries(byte[] zip) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (InputStream in = new java.io.ByteArrayInputStream(zip);
        ZipInputStream from = new ZipInputStream(in)) {
      for (ZipEntry e = from.getNextEntry(); e != null; e = from.getNextEntry()) {
        entries.put(e.getName(), Digest.of(HexFormat.of().formatHex(from.readAllBytes())));
      }
    }
    return entries.toString();
  }

  /** A finished folder has what the undisturbed run's has, and nothing else. */
  static void assertSame(Path folder, Path calm) {
    try {
      assertThat(results(folder)).isEqualTo(results(calm));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    data.close();
    spark.stop();
  }
}
