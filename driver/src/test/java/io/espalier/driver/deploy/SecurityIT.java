package io.espalier.driver.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.Espalier;
import io.espalier.driver.SweepOptions;
import io.espalier.driver.TinyRun;
import io.espalier.driver.round.Progress;
import io.espalier.driver.run.Fingerprint;
import io.espalier.driver.run.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep with all of Spark's protection on, in processes of their own: the same bits, and no
 * secret in anything that is written.
 */
final class SecurityIT {
  private static final String YAML =
      """
      name: guarded
      seed: 5
      data:
        format: digits
        examples: {train: 143, test: 40}
        shards: {train: 3, validation: 2, test: 2}
      train: {epochs: 1, batchSize: 16, averageEvery: 2}
      fineTune: {epochs: 1, batchSize: 16, averageEvery: 2}
      search: {prune.criterion: [magnitude-l1, snip]}
      prune: {sparsity: 0.5}
      objective: {maxAccuracyDrop: 1}
      """;

  /** Planted where users put them; each is one that no other text contains. */
  private static final Map<String, String> SECRETS =
      Map.of(
          "spark.authenticate.secret", "Hush1authenticate",
          "spark.ssl.keyStorePassword", "Hush2keystore",
          "spark.ssl.keyPassword", "Hush2keystore",
          "spark.ssl.trustStorePassword", "Hush2keystore",
          "spark.hadoop.fs.s3a.access.key", "Hush3access",
          "spark.hadoop.fs.s3a.secret.key", "Hush4secret",
          "spark.hadoop.fs.azure.account.oauth2.client.secret", "Hush5client",
          "spark.executorEnv.STORE_PASSWORD", "Hush6environment");

  /** All that is logged, Spark's own settings among it, which by default stays below warnings. */
  private static final String LOGGING =
      """
      <Configuration status="error">
        <Appenders>
          <File name="file" fileName="${sys:espalier.log.file}" append="true">
            <PatternLayout pattern="%p %c %m%n%throwable"/>
          </File>
        </Appenders>
        <Loggers><Root level="info"><AppenderRef ref="file"/></Root></Loggers>
      </Configuration>
      """;

  @TempDir private Path dir;

  @Test
  void aGuardedSweepFindsTheSameBitsAndWritesNoSecret() throws Exception {
    Path yaml = Files.writeString(dir.resolve("guarded.yaml"), YAML);
    Path written = Files.createDirectories(dir.resolve("written"));
    Files.createDirectories(written.resolve("events"));
    Path run = written.resolve("runs/guarded");
    Process sweep = start(yaml, run, written);
    int code = sweep.waitFor();
    assertThat(code).as(Files.readString(written.resolve("err"))).isZero();

    String log = Files.readString(written.resolve("espalier.log"));
    assertThat(log)
        .contains("*********(redacted)")
        .containsPattern("SparkUI.* https://")
        .contains("authentication enabled");
    List<Path> files = files(written);
    assertThat(files)
        .extracting(f -> written.relativize(f).toString())
        .anyMatch(f -> f.matches("events/app-.*"))
        .anyMatch(f -> f.matches("home/work/app-.*/[0-9]+/stderr"))
        .contains("runs/guarded/summary.json", "runs/guarded/report.html", "out", "err");
    for (Path file : files) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertThat(SECRETS.values()).as("secrets in %s", file).noneMatch(text::contains);
    }

    try (SparkSession spark = TinyRun.spark("local[1]")) {
      String calm = dir.resolve("calm/run").toString();
      Espalier.sweep(
          spark, Espalier.load(yaml.toString()), new SweepOptions(calm, Progress.SILENT));
      assertThat(fingerprint(run.toString())).isEqualTo(fingerprint(calm));
    }
  }

  private static String fingerprint(String run) {
    return Fingerprint.of(RunFolder.open(run, new Configuration()));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private Process start(Path yaml, Path run, Path written) throws Exception {
    Path store = keyStore();
    Map<String, String> conf = new LinkedHashMap<>(SECRETS);
    conf.put("spark.master", "local-cluster[2,1,768]");
    conf.put("spark.app.name", "guarded");
    conf.put("spark.authenticate", "true");
    conf.put("spark.network.crypto.enabled", "true");
    conf.put("spark.network.crypto.saslFallback", "false");
    conf.put("spark.io.encryption.enabled", "true");
    conf.put("spark.ssl.enabled", "true");
    conf.put("spark.ssl.keyStore", store.toString());
    conf.put("spark.ssl.trustStore", store.toString());
    conf.put("spark.ssl.protocol", "TLSv1.2");
    conf.put("spark.ui.enabled", "true");
    conf.put("spark.ui.port", "0");
    conf.put("spark.driver.bindAddress", "127.0.0.1");
    conf.put("spark.driver.host", "127.0.0.1");
    conf.put("spark.logConf", "true");
    conf.put("spark.eventLog.enabled", "true");
    conf.put("spark.eventLog.dir", written.resolve("events").toUri().toString());
    conf.put("spark.executor.memory", "768m");
    conf.put("spark.executor.extraClassPath", classPath());
    conf.put("spark.executor.extraJavaOptions", "--add-modules=jdk.incubator.vector");
    conf.put("spark.executorEnv.OMP_NUM_THREADS", "1");
    conf.put("spark.executorEnv.SPARK_TESTING", "1");
    conf.put("spark.executorEnv.SPARK_SCALA_VERSION", "2.12");
    conf.put("espalier.log.file", written.resolve("espalier.log").toString());
    conf.put(
        "log4j2.configurationFile",
        Files.writeString(dir.resolve("log4j2.xml"), LOGGING).toString());
    List<String> options = new ArrayList<>();
    conf.forEach((key, value) -> options.add("\"-D" + key + "=" + value + "\""));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + Shell.REPOSITORY.resolve("driver/target/java.options"),
            "@" + Files.write(dir.resolve("options"), options),
            "-Xmx1g",
            "-cp",
            classPath(),
            "io.espalier.driver.cli.Main",
            "sweep",
            yaml.toString(),
            "--out",
            run.toString());
    builder.environment().put("SPARK_HOME", written.resolve("home").toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder
        .redirectOutput(written.resolve("out").toFile())
        .redirectError(written.resolve("err").toFile())
        .start();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private Path keyStore() throws Exception {
    Path store = dir.resolve("keys.p12");
    String password = SECRETS.get("spark.ssl.keyPassword");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "espalier",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                password,
                "-keypass",
                password)
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    return store;
  }
}
