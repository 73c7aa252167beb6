package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.driver.SweepOptions.Existing;
import io.espalier.driver.fault.InjectedFault;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.LeaseLostException;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.RunSpec;
import io.espalier.input.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep that was cut off anywhere goes on to the same bits. */
class ResumeTest {
  private static final String[] SETS = {
    "search={prune: [{criterion: magnitude-l1}, {schedule: {name: gradual, recover: true}},"
        + " {schedule: rigl, from: init}, {granularity: neuron, schedule: iterative, steps: 2,"
        + " criterion: snip}, {schedule: dns}, {criterion: movement, schedule: gradual}]}",
    "fineTune.epochs=4",
    "fineTune.earlyStopping={patience: 2, minDelta: 0.02}",
    "fineTune.optimizer.kind=adam",
    "fineTune.optimizer.learningRate=0.01",
    "execution.waveMegabytes=1",
    "budget.keepModels=pareto"
  };

  @TempDir static Path dir;
  private static Resumed runs;
  private static Path calm;

  @BeforeAll
  static void start() throws IOException {
    TinyNetwork.write(dir, 64, 400);
    calm = dir.resolve("calm/run");
    runs = new Resumed("local[2]", spec());
    RunResult result = runs.sweep(calm, "");
    assertThat(result.candidates()).hasSize(6).allMatch(c -> c.status() == Status.DONE);
    assertThat(result.candidates()).anyMatch(c -> c.reason().contains("stopped early"));
  }

  @AfterEach
  void listenNoMore() {
    runs.onRound = () -> {};
  }

  @AfterAll
  static void stop() {
    runs.close();
  }

  private static RunSpec spec(String... more) {
    return TinyNetwork.spec(
        dir, Stream.concat(Stream.of(SETS), Stream.of(more)).toArray(String[]::new));
  }

  private static String killed(Path folder, String faults, String... sets) {
    try {
      runs.sweep(folder.toString(), spec(sets), Existing.RESUME, faults);
      return "finished";
    } catch (InjectedFault e) {
      return e.getMessage();
    }
  }

  /** Each checkpoint dies at each of its steps before it lives, then the end at each of its own. */
  @Test
  void killedAtEveryPointItStillComesToTheSameBits() {
    List<String> kills =
        List.of(
            "checkpoint-write:throw",
            "rename@file=state:throw;rename@file=wave:throw",
            "manifest:throw",
            "rename@file=manifest:throw",
            "rename@file=latest:throw");
    Path folder = dir.resolve("calm/killed");
    Map<String, Integer> deaths = new TreeMap<>();
    String last = "";
    for (int attempt = 0; !last.contains("export"); attempt++) {
      assertThat(attempt).isLessThan(100);
      String kill = kills.get(attempt % kills.size());
      last = killed(folder, kill + ";export:throw", "execution.checkpoint.everyRounds=3");
      deaths.merge(last.contains("export") ? "export" : kill, 1, Integer::sum);
    }
    // Two waves of four rounds: a checkpoint after the third and an end each.
    kills.forEach(kill -> assertThat(deaths).containsEntry(kill, 4));
    assertThat(deaths).containsEntry("export", 1);
    for (String kill :
        List.of(
            "rename@file=c:throw",
            "export@n=2:throw",
            "rename@file=best:throw",
            "rename@file=candidates:throw",
            "rename@file=summary:throw",
            "report:throw",
            "rename@file=manifest:throw",
            "rename@file=exit:throw")) {
      assertThat(killed(folder, kill)).startsWith("injected fault: ");
    }
    assertThat(killed(folder, "")).isEqualTo("finished");
    Resumed.assertSame(folder, calm);
  }

  /** As a kill leaves it: no clean-up, a file aside, no exit code. */
  private static Path cutOff(String name, String faults) throws IOException {
    Path folder = dir.resolve("calm/" + name);
    assertThat(killed(folder, faults)).startsWith("injected fault: ");
    return folder;
  }

  @Test
  void anotherMasterAndOtherWavesGiveTheSameBits() throws IOException {
    Path folder = cutOff("other-master", "manifest@n=2:throw");
    Files.writeString(folder.resolve("checkpoint/.tmp-state-x-00000009.bin"), "half");
    runs.close();
    runs = new Resumed("local[1]", spec());

    RunSpec other = spec("execution.waveMegabytes=9");
    runs.sweep(folder.toString(), other, Existing.RESUME, "");

    Resumed.assertSame(folder, calm);
    assertThat(runs.said)
        .contains("resuming: 0 of 6 candidates are finished, 3 go on after round 1");
  }

  @Test
  void aDamagedCheckpointCostsARoundAndAllOfThemTheWholeRun() throws IOException {
    Path folder = cutOff("damaged", "reduce@n=3:throw");
    damage(folder, "state-.*-00000001.bin");
    assertThat(killed(folder, "reduce@n=2:throw")).startsWith("injected fault: ");
    assertThat(runs.said.get(runs.said.size() - 2)).endsWith("3 go on after round 1");
    damage(folder, "manifest-.*");
    runs.sweep(folder, "");

    Resumed.assertSame(folder, calm);
  }

  private static void damage(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("checkpoint"))) {
      for (Path file : files.filter(p -> p.getFileName().toString().matches(name)).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 16;
        Files.write(file, bytes);
      }
    }
  }

  /** What a wave's end wrote is healed: the checkpoint has the truth. */
  @Test
  void damagedOutputsOfFinishedCandidatesAreWrittenAgain() throws IOException {
    Path folder = cutOff("outputs", "report:throw");
    for (String kind : List.of("candidates", "models")) {
      try (Stream<Path> files = Files.list(folder.resolve(kind))) {
        for (Path file : files.toList()) {
          Files.write(file, new byte[] {1, 2, 3});
        }
      }
    }
    runs.sweep(folder, "");
    Resumed.assertSame(folder, calm);
  }

  @Test
  void aFinishedRunIsNotRunAgain() throws IOException {
    Path json = calm.resolve("summary.json");
    FileTime written = Files.getLastModifiedTime(json);
    RunResult again = runs.sweep(calm, "train:throw");

    assertThat(Files.getLastModifiedTime(json)).isEqualTo(written);
    assertThat(again.candidates()).hasSize(6);
    assertThat(again.exitCode()).isZero();
  }

  @Test
  void otherSettingsAreRefusedKeyByKey() throws IOException {
    Path folder = cutOff("settings", "manifest@n=2:throw");
    RunSpec other = spec("prune.keep=[fc3]", "seed=8", "name=other");
    assertThatThrownBy(() -> runs.sweep(folder.toString(), other, Existing.RESUME, ""))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "prune.keep is [fc3], and was [] when %1$s was begun, expected the same, or another run"
                    .formatted(folder)
                + " folder (--out)\nseed is 8, and was 7 when "
                + folder
                + " was begun, expected the same, or another run folder (--out)");
  }

  @Test
  void aSecondDriverIsRefusedAndTheFirstOneGoesOn() {
    Path folder = dir.resolve("calm/two");
    List<String> refusals = new ArrayList<>();
    runs.onRound =
        () -> {
          if (refusals.isEmpty()) {
            assertThatThrownBy(() -> runs.sweep(folder, ""))
                .isInstanceOfSatisfying(InputException.class, e -> refusals.add(e.getMessage()));
          }
        };
    runs.sweep(folder, "");

    assertThat(refusals).hasSize(1).first().asString().contains(" is being worked on: ");
    Resumed.assertSame(folder, calm);
  }

  /** Whoever has lost its lease stops before it commits, and leaves the other's folder alone. */
  @Test
  void aDriverWhoseLeaseIsTakenStops() throws IOException {
    Path folder = dir.resolve("calm/taken");
    runs.onRound =
        () -> {
          try {
            Files.deleteIfExists(folder.resolve("lease.json"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    assertThatThrownBy(() -> runs.sweep(folder, "")).isInstanceOf(LeaseLostException.class);
    assertThat(folder.resolve("exit-code")).doesNotExist();
    assertThat(folder.resolve("checkpoint/latest")).doesNotExist();
    listenNoMore();
    runs.sweep(folder, "");
    Resumed.assertSame(folder, calm);
  }

  @Test
  void lostCandidatesAreRetriedWhenAskedFor() throws IOException {
    String id = runs.sweep(calm, "").candidates().get(3).spec().id();
    Path folder = dir.resolve("calm/lost");
    RunResult lost = runs.sweep(folder, "train@candidate=" + id + ",round=2:throw");
    assertThat(lost.candidates())
        .allMatch(c -> c.status() == (c.spec().id().equals(id) ? Status.LOST : Status.DONE));
    assertThat(lost.candidates().get(3).reason()).contains("injected fault");

    assertThat(runs.sweep(folder, "").candidates().get(3).status()).isEqualTo(Status.LOST);
    RunSpec spec = spec();
    String out = folder.toString();
    assertThatThrownBy(() -> runs.sweep(out, spec, Existing.RETRY_FAILED, "manifest@n=3:throw"))
        .isInstanceOf(InjectedFault.class);
    RunResult retried = runs.sweep(out, spec, Existing.RETRY_FAILED, "");
    assertThat(retried.candidates()).allMatch(c -> c.status() == Status.DONE);
    Resumed.assertSame(folder, calm);
  }

  @Test
  void aTruncatedAndACorruptWriteAreFoundWhenTheRunGoesOn() throws IOException {
    Path folder = cutOff("written", "checkpoint-write@n=2:truncate;manifest@n=3:throw");
    assertThat(killed(folder, "manifest@n=2:corrupt;reduce@n=4:throw")).startsWith("injected");
    runs.sweep(folder, "rename@n=5:lie;rename@file=state:lie");
    Resumed.assertSame(folder, calm);
  }
}
