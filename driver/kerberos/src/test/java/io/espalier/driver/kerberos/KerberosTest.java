package io.espalier.driver.kerberos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.minikdc.MiniKdc;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run folder on an HDFS that asks for Kerberos, reached by Spark's own principal and keytab. */
class KerberosTest {
  private static final String YAML =
      """
      name: guarded
      data:
        examples: {train: 143, test: 40}
        shards: {train: 2, validation: 1, test: 1}
      train: {epochs: 1, batchSize: 16}
      fineTune: {epochs: 1, batchSize: 16}
      prune: {sparsity: 0.5}
      controls: none
      objective: {maxAccuracyDrop: 1}
      """;

  @TempDir static Path dir;
  private static MiniKdc kdc;
  private static MiniDFSCluster hdfs;
  private static Path keytab;

  @BeforeAll
  static void start() throws Exception {
    kdc = new MiniKdc(MiniKdc.createConf(), Files.createDirectory(dir.resolve("kdc")).toFile());
    kdc.start();
    File services = dir.resolve("services.keytab").toFile();
    kdc.createPrincipal(services, "hdfs/localhost", "HTTP/localhost");
    keytab = dir.resolve("sweeper.keytab");
    kdc.createPrincipal(keytab.toFile(), "sweeper");

    Configuration conf = guarded(new Configuration());
    conf.set("dfs.namenode.keytab.file", services.toString());
    conf.set("dfs.datanode.keytab.file", services.toString());
    conf.set("dfs.web.authentication.kerberos.keytab", services.toString());
    conf.set("dfs.web.authentication.kerberos.principal", principal("HTTP/localhost"));
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, dir.resolve("hdfs").toString());
    // The data node has an ordinary user's ports.
    conf.setBoolean("ignore.secure.ports.for.testing", true);
    UserGroupInformation.setConfiguration(conf);
    UserGroupInformation.loginUserFromKeytab(principal("hdfs/localhost"), services.toString());
    hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    hdfs.waitActive();
    FileSystem fs = hdfs.getFileSystem();
    fs.mkdirs(new org.apache.hadoop.fs.Path("/runs"));
    fs.setPermission(new org.apache.hadoop.fs.Path("/runs"), new FsPermission((short) 0777));

    Configuration client = guarded(new Configuration(false));
    client.set("fs.defaultFS", hdfs.getURI().toString());
    try (OutputStream out =
        new FileOutputStream(
            Files.createDirectory(dir.resolve("conf")).resolve("core-site.xml").toFile())) {
      client.writeXml(out);
    }
  }

  private static Configuration guarded(Configuration conf) {
    conf.set("hadoop.security.authentication", "kerberos");
    conf.set("dfs.namenode.kerberos.principal", principal("hdfs/localhost"));
    conf.set("dfs.datanode.kerberos.principal", principal("hdfs/localhost"));
    conf.setBoolean("dfs.block.access.token.enable", true);
    conf.set("dfs.data.transfer.protection", "authentication");
    return conf;
  }

  private static String principal(String name) {
    return name + "@EXAMPLE.COM";
  }

  @AfterAll
  static void stop() {
    if (hdfs != null) {
      hdfs.shutdown(true);
    }
    if (kdc != null) {
      kdc.stop();
    }
  }

  /** How a command ended and what it said. */
  private record Outcome(int code, String said) {}

  private static Outcome submit(String run, String... spark) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    // The modules and packages that this process was given, and its view of Kerberos.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(a -> a.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-Djava.security.krb5.conf=" + kdc.getKrb5conf(),
            "-Despalier.log.file=" + dir.resolve("espalier.log"),
            "-Dlog4j2.configurationFile=espalier-log4j2.xml",
            "-cp",
            dir.resolve("conf")
                + File.pathSeparator
                + System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[1]"));
    command.addAll(List.of(spark));
    command.addAll(
        List.of(
            "--class",
            "io.espalier.driver.cli.Main",
            "spark-internal",
            "sweep",
            Files.writeString(dir.resolve("guarded.yaml"), YAML).toString(),
            "--out",
            hdfs.getURI() + run));
    Path said = Files.createTempFile(dir, "said", "");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("KRB5CCNAME", dir.resolve("no-tickets").toString());
    int code = builder.start().waitFor();
    return new Outcome(code, Files.readString(said));
  }

  @Test
  void aSweepLogsInByItsKeytab() throws Exception {
    Outcome sweep =
        submit("/runs/guarded", "--principal", principal("sweeper"), "--keytab", keytab.toString());
    assertThat(sweep.code()).as(sweep.said()).isZero();
    assertThat(
            hdfs.getFileSystem()
                .getFileStatus(new org.apache.hadoop.fs.Path("/runs/guarded/summary.json"))
                .getOwner())
        .isEqualTo("sweeper");
  }

  @Test
  void withoutTicketsItSaysSoAndWritesNothing() throws Exception {
    Outcome sweep = submit("/runs/none");
    assertThat(sweep.code()).as(sweep.said()).isNotZero();
    assertThat(sweep.said()).containsIgnoringCase("kerberos").doesNotContain("\tat io.espalier");
    assertThat(hdfs.getFileSystem().exists(new org.apache.hadoop.fs.Path("/runs/none"))).isFalse();
  }
}
