package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.driver.round.Progress;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans, and budgets of a whole sweep, on generated digits. */
class SensitivityTest {
  @TempDir private Path dir;
  private SparkSession spark;
  private final List<String> jobs = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() {
    spark = TinyRun.spark("local[2]");
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onJobStart(SparkListenerJobStart job) {
                jobs.add(String.valueOf(job.properties().getProperty("spark.job.description")));
              }
            });
  }

  @AfterEach
  void stop() {
    spark.stop();
  }

  private SweepOptions in(String folder) {
    return new SweepOptions(dir.resolve(folder).toString(), Progress.SILENT);
  }

  @Test
  void aScanIsOneJobReusedForAnotherBudgetAndDividedAmongLayers() throws IOException {
    String scope = "prune.scope={name: sensitivity, sparsities: [0.5, 0.9, 0.99]}";
    SensitivityResult half =
        Espalier.sensitivity(
            spark, TinyRun.spec(scope), in("a"), OptionalDouble.empty(), OptionalDouble.of(0.5));
    assertThat(half.scan().sparsities()).containsExactly(0.5, 0.9, 0.99);
    assertThat(half.layers()).hasSize(3);
    assertThat(half.total()).isEqualTo(0.5);
    assertThat(half.layers().stream().mapToDouble(l -> l.sparsity() * l.units()).sum())
        .isEqualTo(133_100);
    assertThat(half.drop())
        .isEqualTo(half.layers().stream().mapToDouble(SensitivityResult.Layer::drop).sum());

    SensitivityResult tight =
        Espalier.sensitivity(
            spark, TinyRun.spec(scope), in("b"), OptionalDouble.of(0.02), OptionalDouble.empty());
    assertThat(tight.folder()).isEqualTo(half.folder());
    assertThat(tight.scan()).isEqualTo(half.scan());
    assertThat(tight.drop()).isBetween(0.0, 0.02 + 1e-3);

    JsonNode json =
        new ObjectMapper().readTree(Files.readString(Path.of(half.folder(), "sensitivity.json")));
    assertThat(json.get("schema").asText()).isEqualTo("espalier/sensitivity/1");
    assertThat(json.get("layers")).hasSize(3);
    assertThat(Files.readString(Path.of(half.folder(), "sensitivity.csv")).lines())
        .hasSize(1 + 3 * 3)
        .startsWith("layer,sparsity,accuracy,drop");
    assertThat(Files.readString(Path.of(half.folder(), "sensitivity.svg")))
        .startsWith("<svg xmlns")
        .contains(half.layers().get(0).name());

    // The YAML is a configuration as it stands, with just these sparsities, rounded down.
    String yaml = Files.readString(Path.of(half.folder(), "layers.yaml"));
    var pasted = SpecReader.read(yaml, "layers.yaml", List.of()).prune();
    assertThat(pasted.scope()).isEqualTo("table");
    for (SensitivityResult.Layer l : tight.layers()) {
      assertThat(pasted.layers().get(l.name())).isBetween(l.sparsity() - 1.001e-5, l.sparsity());
    }
    spark.stop(); // delivers all events
    assertThat(jobs.stream().filter(j -> j.startsWith("sensitivity of 3 layers"))).hasSize(1);
  }

  @Test
  void candidatesGoByTheScanAndBudgetsAreMet() {
    RunResult result =
        Espalier.sweep(
            spark,
            TinyRun.spec(
                "search={prune: [{scope: {name: sensitivity, sparsities: [0.5, 0.9]}, sparsity:"
                    + " 0.6}]}",
                "controls=none"),
            in("scan"));
    CandidateResult scanned = result.candidates().get(0);
    assertThat(scanned.status()).as(scanned.reason()).isEqualTo(CandidateResult.Status.DONE);
    assertThat(scanned.sparsity()).isEqualTo(0.6);
    assertThat(dir.resolve("scan").resolve("sensitivity.json")).isNotEmptyFile();

    RunResult budgeted =
        Espalier.sweep(
            spark,
            TinyRun.spec(
                "search={prune.budget.flops: [0.25], prune.schedule: [one-shot]}", "controls=none"),
            in("flops"));
    CandidateResult c = budgeted.candidates().get(0);
    assertThat(c.status()).as(c.reason()).isEqualTo(CandidateResult.Status.DONE);
    // Of dense layers a weight is a multiply-add: 266,200 / 4 stay.
    assertThat(c.flopsLeft()).isEqualTo(66_550);
    assertThat(c.parametersLeft()).isEqualTo(66_550 + 410);
    assertThat(c.targetSparsity()).isEqualTo(0.75);

    RunResult steps =
        Espalier.sweep(
            spark,
            TinyRun.spec(
                "search={prune: [{schedule: iterative, steps: 2, budget: {bytes: 0.2}}]}",
                "prune.sparsity=null",
                "controls=none"),
            in("bytes"));
    CandidateResult b = steps.candidates().get(0);
    // 4 · 266,610 bytes and the mask's 33,275, a fifth of that: 219,943 at most.
    assertThat(b.bytesCompressed()).isBetween(219_940L, 219_943L);
    assertThat(b.rounds().get(0).sparsity()).isLessThan(b.sparsity()).isPositive();
  }
}
