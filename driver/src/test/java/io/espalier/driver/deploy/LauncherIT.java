package io.espalier.driver.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/espalier} with a stand-in for spark-submit that repeats what it is given. */
final class LauncherIT {
  private static final String VERSION_3_5 =
      "if [ \"$1\" = --version ]; then echo 'version 3.5.1' >&2; echo 'Using Scala version 2.12.18' >&2; exit; fi\n";

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void shell() {
    shell = new Shell(folder);
  }

  private void submit(String text) throws IOException {
    Shell.script(folder.resolve("spark/bin/spark-submit"), text);
    shell.with("SPARK_HOME", folder.resolve("spark").toString());
  }

  @Nested
  class Embedded {
    @Test
    void printsACommandThatAShellReadsBack() throws Exception {
      String printed = shell.deploy("espalier", "--print", "sweep", "a b", "it's").out();
      // The shell itself splits the line again: what comes out must be what went in.
      Path count = Shell.script(folder.resolve("last"), "printf '<%s>' \"${@: -3}\"\n");
      Path again = Shell.script(folder.resolve("again"), count + " " + printed);
      assertThat(shell.run(again).out()).isEqualTo("<sweep><a b><it's>");
    }

    @Test
    void runsOneJvmWithJava17sOptions() throws Exception {
      assertThat(shell.deploy("espalier", "--print", "sweep", "x.yaml").out())
          .contains("java.options")
          .contains("-Xmx2g")
          .contains("-XX:+UseG1GC")
          .contains("-Dspark.master=local")
          .contains("io.espalier.driver.cli.Main sweep x.yaml")
          .doesNotContain("SparkSubmit");
      assertThat(Files.readString(Shell.REPOSITORY.resolve("driver/target/java.options")))
          .contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")
          .contains("--add-modules=jdk.incubator.vector");
    }

    @Test
    void leavesTheCollectorToWhoNamesOne() throws Exception {
      shell.with("ESPALIER_JAVA_OPTIONS", "-XX:+UseParallelGC");
      assertThat(shell.deploy("espalier", "--print", "sweep", "x.yaml").out())
          .contains("-XX:+UseParallelGC")
          .doesNotContain("UseG1GC");
    }

    @Test
    void dropsTheNoticeOfTheIncubatingModuleAndNothingElse() throws Exception {
      Path filter =
          Shell.script(
              folder.resolve("filter"),
              ". "
                  + Shell.REPOSITORY.resolve("deploy/lib.sh")
                  + "\nprintf \"$1\" | but_the_notice\n");
      String notice = "WARNING: Using incubator modules: jdk.incubator.vector\\n";
      assertThat(shell.run(filter, notice + "an error\\n" + notice + "no line").err())
          .isEqualTo("an error\n" + notice.replace("\\n", "\n") + "no line");
      assertThat(shell.run(filter, "an error\\n").err()).isEqualTo("an error\n");
      assertThat(shell.run(filter, "no line").err()).isEqualTo("no line");
      assertThat(shell.run(filter, "").err()).isEmpty();
    }

    @Test
    void takesSparksArgumentsBeforeTheDashes() throws Exception {
      assertThat(
              shell
                  .deploy(
                      "espalier",
                      "--print",
                      "--master",
                      "local[2]",
                      "--conf",
                      "spark.ui.enabled=false",
                      "--driver-memory=3g",
                      "--",
                      "sweep",
                      "--master")
                  .out())
          .contains("-Dspark.master=local\\[2\\]")
          .contains("-Dspark.ui.enabled=false")
          .contains("-Xmx3g")
          .endsWith("Main sweep --master\n");
    }

    @Test
    void refusesSparksArgumentsWithoutTheDashesInOneLine() throws Exception {
      Shell.Outcome outcome = shell.deploy("espalier", "--print", "--master", "yarn", "sweep", "x");
      assertThat(outcome.code()).isEqualTo(2);
      assertThat(outcome.err()).hasLineCount(1).contains("--master is spark-submit's and no --");
    }

    @Test
    void isFoundThroughASymbolicLink() throws Exception {
      Path link = folder.resolve("espalier");
      Files.createSymbolicLink(link, Shell.REPOSITORY.resolve("deploy/espalier"));
      assertThat(shell.run(link, "--print", "sweep").out()).contains(Shell.JAR.toString());
    }

    @Test
    void refusesAnotherJavaInOneLine() throws Exception {
      Shell.script(folder.resolve("jdk/bin/java"), "echo 'openjdk version \"11.0.2\"' >&2\n");
      Shell.Outcome outcome =
          shell.with("JAVA_HOME", folder.resolve("jdk").toString()).deploy("espalier", "sweep");
      assertThat(outcome.code()).isEqualTo(2);
      assertThat(outcome.err()).hasLineCount(1).contains("is Java 11.0.2, expected 17");
    }

    @Test
    void refusesClusterModeWithoutACluster() throws Exception {
      Shell.Outcome outcome = shell.deploy("espalier", "--deploy-mode", "cluster", "--", "sweep");
      assertThat(outcome.code()).isEqualTo(2);
      assertThat(outcome.err()).hasLineCount(1).contains("expected --master");
    }
  }

  @Nested
  class Submitted {
    @Test
    void putsTheUsersConfAfterOurs() throws Exception {
      submit(VERSION_3_5 + "printf '%s\\n' \"$@\"\n");
      Shell.Outcome outcome =
          shell.deploy(
              "espalier",
              "--master",
              "spark://h:7077",
              "--conf",
              "spark.executorEnv.OMP_NUM_THREADS=2",
              "--",
              "sweep",
              "a b");
      assertThat(outcome.code()).as("%s", outcome).isZero();
      assertThat(outcome.out().lines())
          .containsSubsequence(
              "spark.executorEnv.OMP_NUM_THREADS=1",
              "spark.executorEnv.OMP_NUM_THREADS=2",
              "io.espalier.driver.cli.Main",
              Shell.JAR.toString(),
              "sweep",
              "a b");
    }

    @Test
    void appendsToTheUsersJavaOptions() throws Exception {
      submit(VERSION_3_5 + "printf '%s\\n' \"$@\"\n");
      Files.createDirectories(folder.resolve("spark/conf"));
      Files.writeString(
          folder.resolve("spark/conf/spark-defaults.conf"),
          "spark.executor.extraJavaOptions  -Dfrom=defaults\n");
      assertThat(
              shell
                  .deploy(
                      "espalier",
                      "--conf",
                      "spark.driver.extraJavaOptions=-Dx=1 -Dy=2",
                      "--",
                      "sweep")
                  .out()
                  .lines())
          .anyMatch(
              l ->
                  l.startsWith("spark.driver.extraJavaOptions=-XX")
                      && l.contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")
                      && l.endsWith(" -Dx=1 -Dy=2"))
          .anyMatch(
              l ->
                  l.startsWith(
                          "spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector"
                              + " -XX:+UseG1GC ")
                      && l.endsWith(" -Dfrom=defaults"));
    }

    @Test
    void refusesAnotherSparkInOneLine() throws Exception {
      submit("echo 'version 3.4.1' >&2; echo 'Using Scala version 2.13.8' >&2\n");
      Shell.Outcome outcome = shell.deploy("espalier", "sweep");
      assertThat(outcome.code()).isEqualTo(2);
      assertThat(outcome.err())
          .hasLineCount(1)
          .contains("is Spark 3.4.1 for Scala 2.13.8, expected Spark 3.5 for Scala 2.12");
    }

    @Test
    void endsAsTheDriverEndsInClientMode() throws Exception {
      submit(VERSION_3_5 + "exit 7\n");
      assertThat(shell.deploy("espalier", "sweep").code()).isEqualTo(7);
    }

    @Test
    void endsAsTheDriverEndedInClusterMode() throws Exception {
      submit(
          VERSION_3_5
              + "file=$(printf '%s' \"$*\" | sed 's/.*-Despalier.exit.file=\\([^ ]*\\).*/\\1/')\n"
              + "mkdir -p \"$(dirname \"$file\")\"; echo 5 >\"$file\"\n");
      Path runs = folder.resolve("runs");
      assertThat(clusterMode("--out", runs.resolve("a").toString()).code()).isEqualTo(5);
      assertThat(runs).as("the exit code's file is gone").isEmptyDirectory();
    }

    @Test
    void endsAsTheRunFolderSaysWhereThatIsTheOnlyWord() throws Exception {
      Path run = folder.resolve("runs/a");
      submit(VERSION_3_5 + "mkdir -p '" + run + "'; echo 3 >'" + run + "/exit-code'\n");
      assertThat(clusterMode("--out", run.toString()).code()).isEqualTo(3);
      assertThat(run.resolve("exit-code")).as("it is the run's, and stays").exists();
      // Now it is an earlier run's.
      assertThat(clusterMode("--out", run.toString()).code()).isEqualTo(1);
    }

    @Test
    void endsWithOneWhereTheDriverLeftNoWord() throws Exception {
      submit(VERSION_3_5 + "exit 0\n");
      Shell.Outcome outcome = clusterMode();
      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.err()).hasLineCount(1).contains("the driver left no exit code");
    }

    @Test
    void givesADriverElsewhereAbsolutePaths() throws Exception {
      submit(VERSION_3_5 + "printf '%s\\n' \"$@\"\n");
      Files.writeString(folder.resolve("run.yaml"), "");
      assertThat(clusterMode("run.yaml", "--out", "runs/a").out().lines())
          .containsSubsequence(
              "sweep", folder.resolve("run.yaml").toString(), "--out", folder + "/runs/a");
    }

    @Test
    void refusesYarnWithoutItsConfigurationInOneLine() throws Exception {
      shell.with("ESPALIER_HADOOP_DIR", folder.resolve("none").toString());
      Shell.Outcome outcome = shell.deploy("espalier", "--master", "yarn", "--", "sweep");
      assertThat(outcome.code()).isEqualTo(2);
      assertThat(outcome.err())
          .hasLineCount(1)
          .contains("neither HADOOP_CONF_DIR nor YARN_CONF_DIR is set, expected ");
    }

    @Test
    void takesHadoopsConfigurationToTheDriversClassPath() throws Exception {
      shell.with("HADOOP_CONF_DIR", "/etc/hadoop/conf");
      for (String master : List.of("local[2]", "yarn")) {
        assertThat(shell.deploy("espalier", "--print", "--master", master, "--", "sweep").out())
            .as(master)
            .containsPattern("-cp (\\S*:)?/etc/hadoop/conf:\\S*/driver/target/spark/jars/");
      }
    }

    @Test
    void sendsYarnsDriverTheFilesThatItReads() throws Exception {
      submit(VERSION_3_5 + "printf '%s\\n' \"$@\"\n");
      shell.with("HADOOP_CONF_DIR", "/etc/hadoop/conf");
      Files.writeString(folder.resolve("run.yaml"), "");
      String[] yarn = {"--master", "yarn", "--deploy-mode", "cluster", "--", "sweep", "run.yaml"};
      assertThat(shell.deploy("espalier", yarn).out().lines())
          .containsSubsequence(
              "spark.yarn.dist.files=" + folder + "/run.yaml", "sweep", "run.yaml");
    }

    private Shell.Outcome clusterMode(String... arguments) throws Exception {
      String[] all = new String[arguments.length + 6];
      String[] before = {"--master", "spark://h:7077", "--deploy-mode", "cluster", "--", "sweep"};
      System.arraycopy(before, 0, all, 0, 6);
      System.arraycopy(arguments, 0, all, 6, arguments.length);
      return shell.deploy("espalier", all);
    }
  }
}
