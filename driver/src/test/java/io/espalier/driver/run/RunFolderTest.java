package io.espalier.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import io.espalier.mask.Mask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private final Configuration hadoop = new Configuration();
  @TempDir Path dir;

  private RunFolder create() {
    return RunFolder.create(dir.resolve("run").toString(), hadoop);
  }

  @Test
  void readsBackEqualRecords() {
    RunFolder folder = create();
    RunResult run = MadeUpRun.of(folder.path(), 1, 2);
    run.candidates().forEach(folder::writeCandidate);
    folder.writeSummary(run);

    RunFolder again = RunFolder.open(folder.path(), hadoop);

    assertThat(again.result()).isEqualTo(run);
    assertThat(again.candidates()).containsExactlyInAnyOrderElementsOf(run.candidates());
  }

  @Test
  void readsBackARunInWhichNothingWasDone() {
    RunFolder folder = create();
    RunResult made = MadeUpRun.of(folder.path(), 1);
    RunResult run =
        new RunResult(
            made.name(),
            made.folder(),
            made.baseline(),
            java.util.Optional.empty(),
            new RunResult.Objective(false, "knee", ""),
            List.of(),
            List.of(),
            made.seconds(),
            made.provenance());
    folder.writeSummary(run);

    assertThat(folder.result()).isEqualTo(run);
  }

  @Test
  void leavesNothingBesideItsFiles() throws IOException {
    RunFolder folder = create();
    folder.writeConfig("name: made-up\n");
    folder.writePlan(Map.of("rounds", 3));
    folder.writeModel("c1", new byte[] {1}, Mask.full(70));
    folder.writeModel("c2", new byte[] {2}, Mask.full(70));
    folder.removeModel("c1");
    folder.removeModel("never-kept");
    folder.writeBest(new byte[] {2}, Mask.full(70).bytes());
    folder.writeReport("<!doctype html>");
    folder.writeExitCode(1);

    assertThat(filesOf(dir.resolve("run")))
        .containsExactly(
            "best.mask",
            "best.zip",
            "config.yaml",
            "exit-code",
            "models/c2.mask",
            "models/c2.zip",
            "plan.json",
            "report.html",
            "run.json");
    assertThat(Files.readString(dir.resolve("run/exit-code"))).isEqualTo("1\n");
    assertThat(Files.readString(dir.resolve("run/config.yaml")))
        .isEqualTo("# espalier/config/1\nname: made-up\n");
    assertThat(folder.read("models/c2.mask")).isEqualTo(Mask.full(70).bytes());
  }

  @Test
  void writesALinePerCandidateUnderTheHeaderOfTheContract() throws IOException {
    RunFolder folder = create();
    List<CandidateResult> all = MadeUpRun.of(folder.path(), 1).candidates();
    folder.writeCandidatesCsv(List.of(all.get(0), all.get(15), all.get(24)));

    assertThat(Files.readAllLines(dir.resolve("run/candidates.csv")))
        .containsExactly(
            "id,status,reason,criterion,granularity,scope,schedule,seed,settings,target_sparsity,sparsity,"
                + "compression_ratio,theoretical_speedup,accuracy_pruned,accuracy,pareto,seconds",
            all.get(0).spec().id()
                + ",DONE,,magnitude-l1,weight,global,iterative,1,,0.8,0.8,"
                + 266_610.0 / 53_650
                + ",5.0,"
                + all.get(0).accuracyPruned()
                + ","
                + all.get(0).accuracy()
                + ",true,4.75",
            all.get(15).spec().id()
                + ",FAILED,\"loss is NaN in round 2, shard 3, \"\"batch\"\" 41;"
                + " <script>alert(1)</script>\",snip,weight,layer,iterative,1,,0.98,,,,,,false,1.25",
            all.get(24).spec().id()
                + ",DONE,,none,weight,global,iterative,1,,0.0,0.0,1.0,1.0,"
                + all.get(24).accuracyPruned()
                + ","
                + all.get(24).accuracy()
                + ",true,4.75");
  }

  @Test
  void refusesAFolderThatIsNotEmptyAndLeavesItAlone() throws IOException {
    Path theirs = Files.createDirectories(dir.resolve("theirs"));
    Files.writeString(theirs.resolve("thesis.tex"), "years of work");

    assertThatThrownBy(() -> RunFolder.create(theirs.toString(), hadoop))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "--out "
                + theirs
                + " is not empty, expected a folder that is new or empty: give another one, or move"
                + " this one away");
    assertThat(filesOf(theirs)).containsExactly("thesis.tex");

    create();
    assertThatThrownBy(this::create)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds an earlier run");
  }

  @Test
  void acceptsAnEmptyFolder() throws IOException {
    Files.createDirectories(dir.resolve("run"));

    assertThat(create().path()).isEqualTo(dir.resolve("run").toString());
  }

  @Test
  void refusesAPlaceThatCannotBeAFolder() throws IOException {
    Files.writeString(dir.resolve("file"), "");
    for (String out : List.of("file", "file/run")) {
      assertThatThrownBy(() -> RunFolder.create(dir.resolve(out).toString(), hadoop))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("--out " + dir.resolve(out) + " ");
    }
    assertThatThrownBy(() -> RunFolder.create("nosuch://host/run", hadoop))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nosuch");
  }

  @Test
  void refusesToOpenWhatIsNoRunFolderOrOfAnotherVersion() throws IOException {
    assertThatThrownBy(() -> RunFolder.open(dir.resolve("none").toString(), hadoop))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is empty or not there, expected a folder that a sweep wrote");
    Path other = Files.createDirectories(dir.resolve("other"));
    Files.writeString(other.resolve("a.txt"), "");
    assertThatThrownBy(() -> RunFolder.open(other.toString(), hadoop))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is no run folder (no run.json)");
    create();
    Files.writeString(dir.resolve("run/run.json"), "{\"schema\": \"espalier/run/7\"}");
    assertThatThrownBy(() -> RunFolder.open(dir.resolve("run").toString(), hadoop))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("run.json is of format version 7, expected version 2,");
  }

  @Test
  void namesTheFileThatIsDamagedOrMissing() throws IOException {
    RunFolder folder = create();
    assertThatThrownBy(folder::result)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has no summary.json: its run did not end");
    RunResult run = MadeUpRun.of(folder.path(), 1);
    run.candidates().forEach(folder::writeCandidate);
    folder.writeSummary(run);
    Path file = dir.resolve("run/candidates/" + run.candidates().get(3).spec().id() + ".json");
    String whole = Files.readString(file);

    Files.writeString(file, whole.substring(0, whole.length() / 2));
    assertThatThrownBy(folder::result)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining("is damaged");
    Files.writeString(file, whole.replace("\"DONE\"", "\"HALF\""));
    assertThatThrownBy(folder::result)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.getFileName() + " does not hold what its schema says");
    Files.delete(file);
    assertThatThrownBy(folder::result)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.getFileName() + " is not there");
  }

  @Test
  void namesTheDefaultFolderByNameAndConfiguration() {
    assertThat(RunFolder.defaultName("mnist", "0a1b2c")).isEqualTo("runs/mnist-0a1b2c");
    assertThat(RunFolder.defaultName("../my run/ä", "0a1b2c")).isEqualTo("runs/..-my-run--0a1b2c");
  }

  private static List<String> filesOf(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(p -> folder.relativize(p).toString())
          .sorted()
          .toList();
    }
  }
}
