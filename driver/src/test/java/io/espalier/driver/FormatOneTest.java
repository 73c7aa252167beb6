package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.driver.SweepOptions.Existing;
import io.espalier.driver.report.Report;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.RunSpec;
import io.espalier.driver.spec.SpecReader;
import io.espalier.input.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run folder as version 0.1.0 left it, before there were checkpoints: four candidates, of which
 * all but c-c692afd1 are on the front and have their models.
 */
class FormatOneTest {
  private static final Path FIXTURE = Path.of("src/test/resources/io/espalier/driver/format-1");
  private static final String OFF_THE_FRONT = "c-c692afd1";
  private static final String STRUCTURED = "c-82225ee8";

  private static Resumed runs;
  private static RunSpec spec;
  private final Configuration hadoop = new Configuration();
  @TempDir Path dir;
  private Path folder;

  @BeforeAll
  static void start() throws IOException {
    spec =
        SpecReader.read(
            Files.readString(FIXTURE.resolve("run/config.yaml")), "config.yaml", List.of());
    runs = new Resumed("local[2]", spec);
  }

  @AfterAll
  static void stop() {
    runs.close();
  }

  @BeforeEach
  void copy() throws IOException {
    folder = dir.resolve("run");
    try (Stream<Path> all = Files.walk(FIXTURE.resolve("run"))) {
      for (Path from : all.toList()) {
        Files.copy(from, folder.resolve(FIXTURE.resolve("run").relativize(from).toString()));
      }
    }
  }

  /** As if its driver had died while it wrote the summary. */
  private void cutOff() throws IOException {
    for (String name : List.of("summary.json", "exit-code", "best.zip")) {
      Files.delete(folder.resolve(name));
    }
  }

  private String json(String id) {
    try {
      return Files.readString(folder.resolve("candidates/" + id + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void opensAndReports() {
    RunFolder opened = RunFolder.open(folder.toString(), hadoop);
    assertThat(opened.finished()).isTrue();
    assertThat(opened.result().candidates()).hasSize(4);
    Report.write(opened);
    assertThat(folder.resolve("report.html")).content().contains(STRUCTURED);
  }

  @Test
  void aFinishedOneIsFinished() {
    RunResult result = runs.sweep(folder, "train:throw");
    assertThat(result.best().orElseThrow().id()).isEqualTo("c-0a476bbc");
  }

  @Test
  void finishedCandidatesAreReusedToTheirSeconds() throws IOException {
    cutOff();
    List<String> ids = List.of(OFF_THE_FRONT, STRUCTURED, "c-b2c08f21", "c-0a476bbc");
    List<String> before = ids.stream().map(this::json).toList();
    RunResult result = runs.sweep(folder, "train:throw");

    assertThat(ids.stream().map(this::json)).isEqualTo(before);
    assertThat(result.best().orElseThrow().id()).isEqualTo("c-0a476bbc");
    assertThat(folder.resolve("run.json")).content().contains("espalier/run/2");
    assertThat(folder.resolve("best.zip")).isNotEmptyFile();
    assertThat(RunFolder.open(folder.toString(), hadoop).broken()).isEmpty();
  }

  /** A front's candidate without a model that can be trusted is computed again, and no other. */
  @Test
  void whatLacksItsModelIsComputedAgainAlone() throws IOException {
    cutOff();
    Path mask = folder.resolve("models/" + STRUCTURED + ".mask");
    byte[] damaged = Files.readAllBytes(mask);
    damaged[damaged.length - 6] ^= 1;
    Files.write(mask, damaged);
    String other = json("c-b2c08f21");
    Files.delete(folder.resolve("candidates/" + OFF_THE_FRONT + ".json"));
    RunResult result = runs.sweep(folder, "");

    assertThat(result.candidates())
        .allMatch(c -> c.status() == Status.DONE)
        .extracting(c -> c.spec().id())
        .containsExactly(OFF_THE_FRONT, "c-0a476bbc", "c-b2c08f21", STRUCTURED);
    assertThat(json("c-b2c08f21")).isEqualTo(other);
    CandidateResult structured = result.candidates().get(3);
    assertThat(structured.parametersLeft()).isEqualTo(87);
    assertThat(runs.said).contains("resuming: 2 of 4 candidates are finished");
  }

  @Test
  void otherDataAreRefusedByTheirShards() throws IOException {
    cutOff();
    Path plan = folder.resolve("plan.json");
    Files.writeString(plan, Files.readString(plan).replace("53, 44, 47", "53, 45, 46"));
    assertThatThrownBy(() -> runs.sweep(folder.toString(), spec, Existing.RESUME, ""))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder
                + " was begun with training shards of [53, 45, 46], and now has [53, 44, 47],"
                + " expected the same, or another run folder");
  }
}
