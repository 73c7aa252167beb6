package io.espalier.driver.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.datasets.DataSpec;
import io.espalier.driver.spec.RunSpec.BudgetSpec;
import io.espalier.driver.spec.RunSpec.ExecutionSpec;
import io.espalier.driver.spec.RunSpec.ModelSpec;
import io.espalier.driver.spec.RunSpec.ObjectiveSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in {@code conf}. */
class ConfigurationsTest {
  private static final Path CONF = Path.of("..", "conf");

  static Stream<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(CONF)) {
      return all.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  private static RunSpec read(Path file, String... sets) throws IOException {
    return SpecReader.read(Files.readString(file), file.getFileName().toString(), List.of(sets));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void eachReadsAndItsResolvedFormSaysTheSame(Path file) throws IOException {
    RunSpec spec = read(file);
    assertThat(CandidateGrid.of(spec)).isNotEmpty();
    assertThat(SpecReader.read(spec.yaml(), "resolved.yaml", List.of())).isEqualTo(spec);
  }

  @Test
  void theReferenceStatesEveryDefault() throws IOException {
    RunSpec reference = read(CONF.resolve("reference.yaml"));
    assertThat(reference.data()).isEqualTo(DataSpec.DEFAULTS);
    assertThat(reference.model()).isEqualTo(ModelSpec.DEFAULTS);
    assertThat(reference.train()).isEqualTo(TrainSpec.TRAIN_DEFAULTS);
    assertThat(reference.prune()).isEqualTo(PruneSpec.DEFAULTS);
    assertThat(reference.fineTune()).isEqualTo(TrainSpec.FINE_TUNE_DEFAULTS);
    assertThat(reference.objective()).isEqualTo(ObjectiveSpec.DEFAULTS);
    assertThat(reference.budget()).isEqualTo(BudgetSpec.DEFAULTS);
    assertThat(reference.execution()).isEqualTo(ExecutionSpec.DEFAULTS);
    assertThat(reference).isEqualTo(SpecReader.read("", "empty.yaml", List.of()));
  }

  @Test
  void theReferenceNamesEveryKey() throws IOException {
    String reference = Files.readString(CONF.resolve("reference.yaml"));
    String resolved = SpecReader.read("", "empty.yaml", List.of()).yaml();
    assertThat(resolved.lines().filter(l -> l.contains(":")).map(l -> l.strip().split(":")[0]))
        .allSatisfy(key -> assertThat(reference).containsPattern("\\b" + key + ":"));
    for (String key :
        List.of(
            "path",
            "validation",
            "test",
            "header",
            "label",
            "delimiter",
            "quote",
            "shape",
            "features",
            "height",
            "width",
            "channels",
            "threshold")) {
      assertThat(reference).containsPattern("\\b" + key + ": ");
    }
  }

  @Test
  void mnistSweepsWhatThePublishedTableNeeds() throws IOException {
    List<CandidateSpec> grid = CandidateGrid.of(read(CONF.resolve("mnist-lenet-300-100.yaml")));
    assertThat(grid.stream().filter(c -> c.control().isEmpty())).hasSize(24);
    assertThat(grid.stream().map(c -> c.prune().criterion()))
        .contains("magnitude-l1", "snip", "random", "none");
    assertThat(grid.stream().map(c -> c.prune().scope())).contains("global", "layer");
    assertThat(grid.stream().mapToDouble(c -> c.prune().sparsity())).contains(0.8, 0.95, 0.98);
  }

  @Test
  void mnistIsReadFromWhereFetchPutsItUnlessTold() throws IOException {
    for (String name : List.of("mnist-lenet-300-100.yaml", "mnist-lenet-5.yaml")) {
      assertThat(read(CONF.resolve(name)).data().train()).isEqualTo("data/mnist");
      assertThat(read(CONF.resolve(name), "data.path=/elsewhere").data().train())
          .isEqualTo("/elsewhere");
    }
  }
}
