package io.espalier.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Option;

class CommandLineTest {
  @TempDir private Path folder;

  private static Ran run(String... args) {
    return Ran.of(args);
  }

  private static Ran refused(String... args) {
    Option<SparkSession> before = SparkSession.getDefaultSession();
    Ran ran = run(args);
    assertThat(ran.code()).as(ran.err()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(SparkSession.getDefaultSession()).as("no Spark was started").isEqualTo(before);
    return ran;
  }

  private String yaml(String text) throws IOException {
    return Files.writeString(folder.resolve("sweep.yaml"), text).toString();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "sweep|--out --set --dry-run RUN.yaml|espalier sweep conf/quickstart.yaml",
        "train|--out --set RUN.yaml|espalier train conf/",
        "evaluate|--set RUN.yaml MODEL|espalier evaluate conf/",
        "inspect|--shape --classes MODEL lenet-300-100 lenet-5|espalier inspect model.zip",
        "methods|--json --markdown|espalier methods --json",
        "sensitivity|--budget --total --out --set RUN.yaml|espalier sensitivity conf/",
        "report|RUN|espalier report runs/",
        "fingerprint|RUN|espalier fingerprint runs/",
        "datasets fetch|--to --base-url mnist fashion-mnist cifar10|espalier datasets fetch mnist",
        "datasets describe|--format --set --sheet SOURCE|espalier datasets describe digits",
        "datasets stage|--format --set SOURCE FOLDER|espalier datasets stage data/mnist",
        "bench overhead|--json --out --set RUN.yaml|espalier bench overhead conf/",
      })
  void helpNamesItsOptionsAndGivesAnExample(String command, String named, String example) {
    Ran ran = run((command + " --help").split(" "));
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains(named.split(" ")).contains("Example").contains(example);
  }

  @Test
  void helpOfTheRootListsEveryCommandInALineAndTheExitCodes() {
    Ran ran = run("--help");
    assertThat(ran.code()).isZero();
    // Wherever its lines are broken.
    assertThat(ran.out().replaceAll("\\s+", " "))
        .contains("Exit codes: 0 done; 1 ", "; 2 a mistake");
    for (String command :
        List.of(
            "sweep",
            "train",
            "evaluate",
            "inspect",
            "methods",
            "sensitivity",
            "report",
            "fingerprint",
            "datasets",
            "bench")) {
      assertThat(ran.out()).containsPattern("(?m)^  " + command + " +[A-Z].*\\.$");
    }
  }

  @Test
  void helpIsPrintedWhereNoCommandIsGiven() {
    assertThat(run().out()).isEqualTo(run("--help").out());
    assertThat(run("datasets").out()).isEqualTo(run("datasets", "--help").out());
  }

  @Test
  void versionIsThatOfEveryCommand() {
    assertThat(run("sweep", "--version").out()).isEqualTo(run("--version").out());
    assertThat(run("--version").out()).startsWith("espalier ");
  }

  @Test
  void mistakesOfTheSpecificationAreNamedAllAtOnceAndALineEach() throws IOException {
    String file =
        yaml(
            """
              prune:
                sparsity: 90.0
                scope: globl
              """);
    Ran ran = refused("sweep", file, "--set", "seed=x");
    assertThat(ran.err().lines())
        .containsExactlyInAnyOrder(
            "espalier: --set seed is x, expected a whole number",
            "espalier: " + file + ":2: prune.sparsity is 90.0, expected a share in [0, 1)",
            "espalier: "
                + file
                + ":3: prune.scope is globl, expected one of global, layer, erk, table,"
                + " isomorphic, sensitivity; the nearest is"
                + " global");
  }

  @ParameterizedTest
  @CsvSource({"sweep", "train", "bench overhead"})
  void mistakesOfTheDataAreFoundBeforeSparkStarts(String command) throws IOException {
    String file = yaml("data: {format: idx, path: /no/such/folder}");
    Ran ran = refused((command + " " + file).split(" "));
    assertThat(ran.err()).contains("/no/such/folder");
  }

  @Test
  void mistakesOfPathsAreNamed() throws IOException {
    String file = yaml("data: {examples: {train: 200, test: 50}}");
    assertThat(refused("sweep", "no.yaml").err())
        .isEqualToIgnoringNewLines(
            "espalier: no.yaml is not there, expected a YAML file that can be read");
    assertThat(refused("sweep", file, "--set", "model.path=no.zip").err())
        .isEqualToIgnoringNewLines(
            "espalier: model.path is no.zip, which is not there, expected a DL4J zip or Keras HDF5"
                + " file");
    assertThat(refused("evaluate", file, "no.zip").err())
        .isEqualToIgnoringNewLines(
            "espalier: MODEL is no.zip, which is not there, expected a DL4J zip or Keras HDF5"
                + " file");
    assertThat(refused("report", "no-run").err()).startsWith("espalier: no-run is ");
    assertThat(refused("fingerprint", "no-run").err()).startsWith("espalier: no-run is ");
    assertThat(refused("inspect", "no.zip").err()).startsWith("espalier: no.zip is not there");
    assertThat(refused("inspect", "lenet-5", "--shape", "1,0,28").err())
        .isEqualToIgnoringNewLines("espalier: --shape is [1, 0, 28], expected numbers from 1");
    assertThat(refused("datasets", "fetch", "mist").err())
        .isEqualToIgnoringNewLines(
            "espalier: data set is mist, expected mnist, fashion-mnist, cifar10");
    assertThat(refused("datasets", "describe", "a.csv").err())
        .isEqualToIgnoringNewLines(
            "espalier: --format is not given for a.csv, expected how to read it");
    assertThat(refused("datasets", "describe", "a.csv", "--format", "cvs").err())
        .startsWith("espalier: --set data.format is cvs, expected one of digits, ")
        .contains("the nearest is csv");
  }

  @Test
  void mistakesOfTheCommandLineComeWithTheNearestAndTheHelp() {
    assertThat(refused("sweep").err().lines())
        .containsExactly(
            "espalier: Missing required parameter: 'RUN.yaml'", "Try 'espalier sweep --help'.");
    assertThat(refused("sweep", "a.yaml", "--resume", "runs/a").err())
        .contains("--resume takes RUN.yaml and --out from the run folder: give it alone");
    assertThat(refused("sweep", "--resume", "no-run").err()).startsWith("espalier: no-run is ");
    assertThat(refused("sweep", "a.yaml", "--dry-rum").err())
        .contains("Unknown option: '--dry-rum'", "--dry-run", "Try 'espalier sweep --help'.");
    assertThat(refused("sweeep").err()).contains("Did you mean: espalier sweep");
  }

  @Test
  void inspectPrintsLayersAndTotalsOfAZooModel() {
    Ran ran = run("inspect", "lenet-300-100");
    assertThat(ran.code()).isZero();
    // 784·300 + 300·100 + 100·10 weights, and 300 + 100 + 10 biases
    assertThat(ran.out())
        .contains("input 1x28x28, 10 classes")
        .contains("266,610 parameters, 266,200 of them prunable weights");
  }
}
