package io.espalier.driver.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolvedSpecTest {
  private static RunSpec read(String yaml, String... sets) {
    return SpecReader.read(yaml, "sweep.yaml", List.of(sets));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "data: {format: idx}",
        "data: {format: cifar10, path: 'hdfs://nn/cifar', normalize: z-score-channel}",
        "data: {format: csv, path: 'a/*.csv', test: b.csv, delimiter: \"\\t\", label: '0'}",
        "data: {format: csv, train: a.csv, quote: \"'\", shape: [1, 4], header: false}",
        "data: {format: libsvm, path: a.txt, features: 7, classes: ['yes', 'no', '3']}",
        "data: {format: table, path: db.table, label: y, features: [a, b]}",
        "data: {format: parquet, path: p, normalize: given, mean: [0.5], std: [2]}",
        "data: {format: images, path: imgs, height: 8, width: 9, channels: bgr, onBadRecord: skip}",
        "data: {format: staged, path: s}",
        "trainer: dl4j",
        "model: {path: m.h5, strict: true, trained: false}",
        "prune: {threshold: 1e-3, keep: [out, 'conv*'], layers: {b: 0.1, a: 0.25}}",
        "prune: {from: 'epoch:3', schedule: iterative, steps: 3, curve: linear}",
        "train: {loss: mse}",
        "fineTune: {loss: mse, labelSmoothing: 0.1}",
        "train: {method: dl4j-spark, optimizer: {kind: adamw, weightDecay: 0.01}, moments: restart}",
        "search: {prune.sparsity: [0.80, 5e-1], prune.keep: [[], [a, '7']], seed: [1, -2]}",
        "search: {prune.layers: [{}, {a: 0.5}], fineTune.schedule.kind: [linear, constant]}",
        "search: {prune.from: [init, 'epoch:2', trained]}",
      })
  void readsAsTheSameAgain(String yaml) {
    RunSpec spec = read(yaml);
    RunSpec again = SpecReader.read(spec.yaml(), "resolved.yaml", List.of());
    assertThat(again).isEqualTo(spec);
    assertThat(CandidateGrid.of(again)).isEqualTo(CandidateGrid.of(spec));
  }

  @Test
  void hashIsOfAllThatChangesAResult() throws Exception {
    RunSpec spec = read("name: x");
    String yaml = spec.yaml();
    String decisive =
        yaml.substring(yaml.indexOf("seed:"), yaml.indexOf("budget:")); // name first, budget and
    byte[] hash = // execution last
        MessageDigest.getInstance("SHA-256").digest(decisive.getBytes(StandardCharsets.UTF_8));
    assertThat(spec.configHash()).isEqualTo(HexFormat.of().formatHex(hash).substring(0, 12));
  }

  @Test
  void hashStaysWithNameBudgetAndExecutionAndChangesWithAllElse() {
    String hash = read("").configHash();
    assertThat(hash).matches("[0-9a-f]{12}");
    for (String same :
        List.of(
            "name=other",
            "budget.maxMinutes=5",
            "budget.keepModels=all",
            "execution.waveMegabytes=7",
            "seed=1")) {
      assertThat(read("", same).configHash()).as(same).isEqualTo(hash);
    }
    for (String other :
        List.of(
            "seed=2",
            "data.shards.train=5",
            "model.zoo=lenet-5",
            "train.epochs=11",
            "prune.sparsity=0.8",
            "fineTune.moments=restart",
            "search.seed=[1, 2]",
            "controls=none",
            "trainer=dl4j",
            "objective.kind=knee")) {
      assertThat(read("", other).configHash()).as(other).isNotEqualTo(hash);
    }
  }

  @Test
  void averagingOnceAnEpochCanBeSaidByTheWord() {
    RunSpec spec =
        read("train: {averageEvery: 5}", "train.averageEvery=epoch", "fineTune.averageEvery=7");
    assertThat(spec.train().averageEvery()).isZero();
    assertThat(spec.fineTune().averageEvery()).isEqualTo(7);
    assertThat(
            CandidateGrid.of(
                read("search: {fineTune.averageEvery: [epoch, 0, 3]}\ncontrols: none")))
        .extracting(c -> c.fineTune().averageEvery())
        .containsExactly(0, 3);
  }

  @Test
  void anEpochThatPruningStartsFromIsKept() {
    RunSpec spec =
        read(
            """
            train: {keepEpochs: [7]}
            prune: {from: 'epoch:2'}
            search: {prune.from: [init, 'epoch:5', 'epoch:2']}
            """);
    assertThat(spec.train().keepEpochs()).containsExactly(2, 5, 7);
  }

  @Test
  void overridesReplaceAddAndReset() {
    String yaml = "prune: {sparsity: 0.5}\ndata: {format: csv, path: a, validation: b}\n";
    assertThat(read(yaml, "prune.sparsity=0.75").prune().sparsity()).isEqualTo(0.75);
    assertThat(read(yaml, "train.optimizer.kind=adam").train().optimizer().kind())
        .hasToString("ADAM");
    assertThat(read(yaml, "data.validation=").data().validation()).isEmpty();
    assertThat(read(yaml, "prune={sparsity: 0.25}", "prune.scope=erk").prune())
        .extracting(PruneSpec::sparsity, PruneSpec::scope)
        .containsExactly(0.25, "erk");
    assertThat(read(yaml, "search.prune.sparsity=[0.5, 0.6]").search().get("prune.sparsity"))
        .containsExactly(0.5, 0.6);
  }
}
