package io.espalier.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands from end to end, on generated digits. */
class CommandsOnSparkTest {
  private static final String SPEC =
      """
      name: tiny
      data:
        examples: {train: 600, test: 100}
        shards: {train: 2, validation: 1, test: 1}
      train: {epochs: 3, batchSize: 32}
      fineTune: {epochs: 1, batchSize: 32}
      search: {prune.sparsity: [0.5, 0.99]}
      objective: {maxAccuracyDrop: 0.9}
      """;

  @TempDir private Path folder;

  @Test
  void aSweepIsPlannedRunPrintedAgainAndNeverOverwritten() throws IOException {
    String yaml = Files.writeString(folder.resolve("tiny.yaml"), SPEC).toString();
    String out = folder.resolve("runs").resolve("tiny").toString();

    Ran plan = Ran.of("sweep", yaml, "--out", out, "--dry-run");
    assertThat(plan.code()).as(plan.err()).isZero();
    assertThat(plan.out()).contains("4 candidates (2 of them controls)").doesNotContain("best");
    assertThat(Path.of(out)).doesNotExist();

    Ran sweep = Ran.of("sweep", yaml, "--out", out);
    assertThat(sweep.code()).as(sweep.err()).isZero();
    assertThat(sweep.out()).contains("4 candidates", "baseline: accuracy", "best: c-", "99.00%");
    assertThat(sweep.err()).contains("training the baseline", "round 1/").doesNotContain("\tat ");
    assertThat(Path.of(out, "report.html")).isNotEmptyFile();

    Ran report = Ran.of("report", out);
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(sweep.out()).endsWith(report.out());

    Ran fingerprint = Ran.of("fingerprint", out);
    assertThat(fingerprint.code()).as(fingerprint.err()).isZero();
    assertThat(fingerprint.out().strip()).matches("[0-9a-f]{64}");

    for (Ran again :
        List.of(Ran.of("sweep", yaml, "--out", out), Ran.of("sweep", "--resume", out))) {
      assertThat(again.code()).as(again.err()).isZero();
      assertThat(again.err())
          .isEqualToIgnoringNewLines(out + " is finished: nothing is left to do");
      assertThat(again.out()).isEqualTo(report.out());
    }
    Ran other = Ran.of("sweep", yaml, "--out", out, "--set", "seed=99");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).startsWith("espalier: seed is 99, and was ").contains(out);

    Ran scored = Ran.of("evaluate", yaml, Path.of(out, "best.zip").toString());
    assertThat(scored.code()).as(scored.err()).isZero();
    assertThat(scored.out())
        .contains("on 100 examples of test", "normalised as the model was in training");
  }

  @Test
  void aPlanForAClusterForetellsWhatASweepMoves() throws IOException {
    String yaml = Files.writeString(folder.resolve("tiny.yaml"), SPEC).toString();
    Ran planned = Ran.of("plan", yaml, "--executors", "1", "--cores", "2", "--json");
    assertThat(planned.code()).as(planned.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(planned.out());
    Ran sweep = Ran.of("sweep", yaml, "--out", folder.resolve("moved/run").toString());
    Matcher moved = Pattern.compile("bytes moved: ([0-9.]+) kB a round").matcher(sweep.out());
    assertThat(moved.find()).as(sweep.out()).isTrue();
    assertThat(json.path("bytesARound").path("average").asDouble())
        .isCloseTo(1e3 * Double.parseDouble(moved.group(1)), withinPercentage(1));

    Ran text = Ran.of("plan", yaml, "--cluster");
    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("Plan: lenet-300-100", "Cluster: 1 executors of 2 cores", "--executor-memory ");
    Ran small = Ran.of("plan", yaml, "--driver-memory", "100m");
    assertThat(small.code()).isEqualTo(2);
    assertThat(small.err().strip().lines().filter(l -> l.startsWith("espalier: ")))
        .singleElement()
        .asString()
        .contains("spark.driver.memory is 100m, which does not hold", "expected at least 512m");
    assertThat(Ran.of("plan", yaml, "--json").code()).isEqualTo(2);
  }

  @Test
  void aSweepThatNothingMeetsTheObjectiveOfExitsWithOne() throws IOException {
    String yaml = Files.writeString(folder.resolve("tiny.yaml"), SPEC).toString();
    Ran ran =
        Ran.of(
            "sweep",
            yaml,
            "--out",
            folder.resolve("other").toString(),
            "--set",
            "objective={kind: most-accurate, minSparsity: 0.995}");
    assertThat(ran.code()).as(ran.err()).isEqualTo(1);
    assertThat(ran.out()).contains("nearest (objective not met): c-");
    assertThat(folder.resolve("other/exit-code")).hasContent("1\n");
  }

  @Test
  void aDataSetIsDescribedDrawnAndStaged() throws IOException {
    String small = "data.examples={train: 300, test: 50}";
    Path sheet = folder.resolve("digits.png");
    Ran described = Ran.of("datasets", "describe", "digits", "--set", small, "--sheet", "" + sheet);
    assertThat(described.code()).as(described.err()).isZero();
    // a tenth of train is validation, a tenth of each class
    assertThat(described.out()).contains("1x28x28", "10 classes", "270 examples", "27 (10.0%)");
    assertThat(ImageIO.read(sheet.toFile()).getWidth()).isGreaterThan(280);

    String staged = folder.resolve("staged").toString();
    Ran stage = Ran.of("datasets", "stage", "digits", staged, "--set", small);
    assertThat(stage.code()).as(stage.err()).isZero();
    Ran again = Ran.of("datasets", "describe", staged, "--format", "staged");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(described.out()).startsWith(again.out());
    assertThat(Ran.of("datasets", "stage", "digits", staged, "--set", small).code()).isEqualTo(2);
  }
}
