package io.espalier.driver.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateGridTest {
  private static List<CandidateSpec> grid(String yaml, String... sets) {
    return CandidateGrid.of(SpecReader.read(yaml, "sweep.yaml", List.of(sets)));
  }

  private static List<String> ids(String yaml, String... sets) {
    return grid(yaml, sets).stream().map(CandidateSpec::id).toList();
  }

  @Test
  void isTheProductInTheOrderWrittenTheLastKeyFastest() {
    List<CandidateSpec> grid =
        grid(
            """
            controls: none
            search:
              prune.criterion: [snip, magnitude-l1]
              prune.sparsity: [0.5, 0.25, 0.75]
            """);
    assertThat(grid.stream().map(c -> c.prune().criterion() + " " + c.prune().sparsity()))
        .containsExactly(
            "snip 0.5",
            "snip 0.25",
            "snip 0.75",
            "magnitude-l1 0.5",
            "magnitude-l1 0.25",
            "magnitude-l1 0.75");
  }

  @Test
  void withoutAxesIsTheOneCandidateAndItsControls() {
    assertThat(grid("prune: {sparsity: 0.7}").stream().map(c -> c.control() + c.prune().sparsity()))
        .containsExactly("0.7", "dense0.0", "random0.7");
  }

  @Test
  void everySettingOfPruneAndFineTuneCanBeAnAxis() {
    List<CandidateSpec> grid =
        grid(
            """
            controls: none
            search:
              prune.keep: [[], ["conv*"]]
              prune.layers: [{}, {out: 0.5}]
              fineTune.optimizer.learningRate: [0.1, 0.01]
              seed: [3, 4]
            """);
    assertThat(grid).hasSize(16).doesNotHaveDuplicates();
    CandidateSpec last = grid.get(15);
    assertThat(last.prune().keep()).containsExactly("conv*");
    assertThat(last.prune().layers()).containsEntry("out", 0.5).hasSize(1);
    assertThat(last.fineTune().optimizer().learningRate()).isEqualTo(0.01);
    assertThat(last.seed()).isEqualTo(4);
  }

  @Test
  void aSearchedThresholdTakesThePlaceOfTheSparsity() {
    List<CandidateSpec> grid = grid("search: {prune.threshold: [0.01, 0.02]}");
    assertThat(grid.stream().map(c -> c.control() + c.prune().threshold()))
        .containsExactly("0.01", "0.02", "densenull");
  }

  /** 1 - N/M, whatever stands for all others; what a run folder keeps of it reads the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "prune: {granularity: nm}",
        "prune: {granularity: nm, sparsity: 0.5}",
        "search: {prune.granularity: [nm]}",
        "search: {prune: [{granularity: nm}]}",
        "search: {prune: [{granularity: nm, sparsity: 0.5}]}",
        "prune: {sparsity: 0.8}\nsearch: {prune: [{granularity: nm, sparsity: 0.5}]}",
        "prune: {granularity: {name: nm, n: 1}}\nsearch: {prune.granularity: [nm]}",
      })
  void nmSaysItselfHowManyGo(String yaml) {
    RunSpec spec = SpecReader.read("controls: none\n" + yaml, "sweep.yaml", List.of());
    assertThat(CandidateGrid.of(spec))
        .extracting(c -> c.prune().granularity() + " " + c.prune().sparsity())
        .containsExactly("nm 0.5");
    assertThat(CandidateGrid.of(SpecReader.read(spec.yaml(), "config.yaml", List.of())))
        .isEqualTo(CandidateGrid.of(spec));
  }

  @Test
  void besideNmTheOthersHaveTheirOwnSparsity() {
    assertThat(grid("controls: none\nsearch: {prune.granularity: [weight, nm]}"))
        .extracting(c -> c.prune().sparsity())
        .containsExactly(0.9, 0.5);
    assertThat(
            grid("controls: none\nprune: {granularity: {name: nm, n: 1, m: 3}, sparsity: 0.6667}"))
        .extracting(c -> c.prune().sparsity())
        .containsExactly(1 - 1 / 3.0);
  }

  @Test
  void keysOfASectionCanGoTogether() {
    List<CandidateSpec> grid =
        grid(
            """
            controls: none
            search:
              prune: [{criterion: magnitude-l1, scope: layer}, {criterion: snip}]
              prune.sparsity: [0.5, 0.9]
            """);
    assertThat(grid)
        .extracting(
            c -> c.prune().criterion() + " " + c.prune().scope() + " " + c.prune().sparsity())
        .containsExactly(
            "magnitude-l1 layer 0.5",
            "magnitude-l1 layer 0.9",
            "snip global 0.5",
            "snip global 0.9");
  }

  @Test
  void controlsStandForEachFineTuningAndSeed() {
    List<CandidateSpec> grid =
        grid(
            """
            search:
              prune.sparsity: [0.5, 0.9]
              seed: [1, 2]
            """);
    assertThat(grid.stream().filter(c -> !c.control().isEmpty()))
        .extracting(c -> c.control() + " " + c.prune().sparsity() + " " + c.seed())
        .containsExactly("dense 0.0 1", "random 0.9 1", "dense 0.0 2", "random 0.9 2");
  }

  @Test
  void randomIsNoControlWhereTheGridHasIt() {
    List<CandidateSpec> grid =
        grid(
            """
            search:
              prune.criterion: [magnitude-l1, random]
              prune.sparsity: [0.5, 0.9]
            """);
    assertThat(grid.stream().map(CandidateSpec::control)).containsExactly("", "", "", "", "dense");
  }

  @Test
  void equalCandidatesAreOne() {
    assertThat(ids("controls: none\nsearch: {prune.sparsity: [0.9, 0.90, 9e-1]}")).hasSize(1);
  }

  @Test
  void idsDependOnTheCandidateAloneAndNotOnHowItWasWritten() {
    String one =
        """
        controls: none
        prune: {scope: layer, sparsity: 0.8, layers: {b: 0.1, a: 0.2}}
        fineTune: {batchSize: 64, epochs: 2}
        """;
    String other =
        """
        name: another
        budget: {maxMinutes: 3}
        fineTune:
          epochs: 2
          batchSize: 64
        prune:
          layers:
            a: 0.20
            b: 0.1
          scope: layer
        search:
          prune.sparsity: [0.6, 0.8]
        train: {epochs: 7}
        """;
    assertThat(ids(other)).contains(ids(one).get(0));
    assertThat(ids(one, "seed=2")).doesNotContainAnyElementsOf(ids(one));
    assertThat(ids(one, "fineTune.epochs=3")).doesNotContainAnyElementsOf(ids(one));
    assertThat(ids(one, "prune.sparsity=0.81")).doesNotContainAnyElementsOf(ids(one));
  }

  @Test
  void anIdIsTheHashOfTheResolvedSettings() throws Exception {
    RunSpec spec = SpecReader.read("controls: none", "sweep.yaml", List.of());
    String yaml = spec.yaml();
    String own =
        yaml.substring(yaml.indexOf("\nprune:") + 1, yaml.indexOf("\nsearch:") + 1) + "seed: 1\n";
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(own.getBytes(StandardCharsets.UTF_8));
    assertThat(CandidateGrid.of(spec).get(0).id())
        .isEqualTo("c-" + HexFormat.of().formatHex(hash).substring(0, 8));
  }
}
