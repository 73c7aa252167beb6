package io.espalier.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.driver.Comparison;
import io.espalier.driver.bench.Row;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.model.dl4j.ModelWriter;
import io.espalier.train.Initializer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** measure and the benchmarks of whole sweeps, on settings too small to say anything. */
class BenchCommandsTest {
  private static final String SPEC =
      """
      name: tiny
      data:
        examples: {train: 600, test: 200}
        shards: {train: 2, validation: 1, test: 1}
      train: {epochs: 3, batchSize: 32}
      fineTune: {epochs: 2, batchSize: 32}
      search:
        prune: [{criterion: magnitude-l1, scope: layer}, {criterion: snip, scope: global}]
        prune.sparsity: [0.5, 0.9]
      controls: none
      objective: {maxAccuracyDrop: 0.9}
      """;

  @TempDir private Path folder;

  @Test
  void measurePrintsAMeasurementForEachBatch() throws IOException {
    Network network = Zoo.network("lenet-300-100", Shape.of(1, 28, 28), 10);
    Path model = folder.resolve("model.zip");
    try (OutputStream out = Files.newOutputStream(model)) {
      ModelWriter.writeDl4j(network, Initializer.values(network, 1), out);
    }
    Ran ran = Ran.of("measure", model.toString(), "--batch", "1,5", "--seconds", "0", "--json");
    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(ran.out());
    assertThat(json.findValuesAsText("batch")).containsExactly("1", "5");
    for (JsonNode m : json) {
      for (String side : List.of("pruned", "dense")) {
        assertThat(m.path(side).path("p50").asDouble()).isPositive();
        assertThat(m.path(side).path("p99").asDouble())
            .isGreaterThanOrEqualTo(m.path(side).path("p50").asDouble());
        assertThat(m.path(side).path("throughput").asDouble()).isPositive();
      }
    }
    Ran table = Ran.of("measure", model.toString(), "--batch", "1", "--seconds", "0");
    assertThat(table.out()).contains("sparsity 0.00%", "pruned p50 us");
  }

  @Test
  void measureRefusesWhatIsNotThereOrNoBatch() {
    Ran none = Ran.of("measure", folder.resolve("none.zip").toString());
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("none.zip, which is not there");
    Ran zero = Ran.of("measure", "x.zip", "--batch", "0");
    assertThat(zero.code()).isEqualTo(2);
    assertThat(zero.err()).contains("--batch");
  }

  @Test
  void aSweepByBothTrainersStartsFromOneBaseline() throws IOException {
    List<JsonNode> rows = bench("sweep", "--repeats", "1");
    assertThat(rows)
        .extracting(r -> r.path("case").asText())
        .containsExactly(
            "4-candidates/dl4j",
            "4-candidates/mean-accuracy-difference",
            "4-candidates/largest-accuracy-difference");
    assertThat(rows.get(0).path("ratio").asDouble()).isPositive();
    assertThat(rows.get(2).path("ours").asDouble())
        .isGreaterThanOrEqualTo(rows.get(1).path("ours").asDouble());
  }

  @Test
  void bytesStandBesideWhatIsAllowed() throws IOException {
    List<JsonNode> rows = bench("bytes");
    assertThat(rows)
        .extracting(r -> r.path("case").asText())
        .containsExactly(
            "lenet-300-100@0.50/magnitude-l1-layer",
            "lenet-300-100@0.90/magnitude-l1-layer",
            "lenet-300-100@0.50/snip-global",
            "lenet-300-100@0.90/snip-global");
    // 133,100 weights left of 266,200, 410 biases, values and one moment, to 1 executor from 2
    // shards
    assertThat(rows.get(0).path("reference").asDouble())
        .isEqualTo(1.2 * 4 * (133_100 + 410) * 2 * 3 + 65_536);
    assertThat(rows).allSatisfy(r -> assertThat(r.path("ratio").asDouble()).isBetween(0.5, 1.0));
  }

  @Test
  void checkpointsAreAShareOfTheSweepsTime() throws IOException {
    List<JsonNode> rows = bench("checkpoint", "--repeats", "2");
    assertThat(rows).extracting(r -> r.path("case").asText()).containsExactly("tiny");
    double share = rows.get(0).path("ours").asDouble();
    assertThat(share).isPositive().isLessThan(1);
    assertThat(rows.get(0).path("ratio").asDouble()).isCloseTo(share / 0.05, within(1e-12));
  }

  @Test
  void aSweepMayTakeItsTimeButNotDifferTooMuch() {
    RunBench.Sweep sweep = new RunBench.Sweep();
    // sixteen times as fast and a sixteenth as fast
    assertThat(sweep.holds(new Comparison(2, 1, 16, 0.003, 0.01).rows())).isTrue();
    assertThat(sweep.holds(new Comparison(2, 16, 1, 0.003, 0.01).rows())).isTrue();
    assertThat(sweep.holds(new Comparison(2, 1, 16, 0.0031, 0.01).rows())).isFalse();
    assertThat(sweep.holds(new Comparison(2, 1, 16, 0.003, 0.0101).rows())).isFalse();
    assertThat(sweep.holds(new Comparison(2, 1, 16, Double.NaN, 0.01).rows())).isFalse();
  }

  @Test
  void noCandidatesBytesMayBeMoreThanAllowed() {
    Row within = new Row("bytes", "a", 100, 100, "bytes a round", 1.0);
    Row above = new Row("bytes", "b", 101, 100, "bytes a round", 1.01);
    assertThat(new RunBench.Bytes().holds(List.of(within, within))).isTrue();
    assertThat(new RunBench.Bytes().holds(List.of(within, above))).isFalse();
    assertThat(new RunBench.Checkpoint().holds(List.of(above))).isFalse();
  }

  @Test
  void roundsAreLookedAtFromTheFirstToTheLast() throws IOException {
    Path yaml = Files.writeString(folder.resolve("tiny.yaml"), SPEC);
    Ran ran =
        Ran.of(
            "bench",
            "rounds",
            yaml.toString(),
            "--set",
            "fineTune.averageEvery=4",
            "--first",
            "2",
            "--out",
            folder.resolve("rounds").toString());
    // 600 examples, a tenth of them for validation: 270 a shard, 9 batches of 32, twice: 18
    assertThat(ran.out())
        .containsPattern("after +2 rounds: heap ")
        .containsPattern("after +5 rounds: heap ")
        .doesNotContainPattern("after +1 rounds")
        .contains("open-files");

    Ran few = Ran.of("bench", "rounds", yaml.toString(), "--out", "" + folder.resolve("few"));
    assertThat(few.code()).isEqualTo(2);
    assertThat(few.err()).contains("has a sweep of 2 rounds, expected more than 100");
  }

  private List<JsonNode> bench(String name, String... more) throws IOException {
    Path yaml = Files.writeString(folder.resolve("tiny.yaml"), SPEC);
    Path json = folder.resolve(name + ".json");
    List<String> arguments = new ArrayList<>(List.of("bench", name, yaml.toString()));
    arguments.addAll(List.of("--json", json.toString(), "--out", folder.resolve(name).toString()));
    arguments.addAll(List.of(more));
    Ran ran = Ran.of(arguments.toArray(String[]::new));
    List<JsonNode> rows = new ArrayList<>();
    new ObjectMapper().readTree(json.toFile()).forEach(rows::add);
    boolean holds =
        rows.stream()
            .filter(r -> !r.path("unit").asText().equals("s"))
            .allMatch(r -> r.path("ratio").asDouble() <= 1);
    assertThat(ran.code()).as(ran.err() + ran.out()).isEqualTo(holds ? 0 : 1);
    return rows;
  }
}
