package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.driver.round.Progress;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.Fingerprint;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import io.espalier.model.Model;
import io.espalier.model.Operation.Dense;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Structures through a whole sweep: what comes out is a smaller network that was trained as such.
 */
class StructureSweepTest {
  private SparkSession spark;

  @TempDir Path dir;

  @AfterEach
  void stop() {
    spark.stop();
  }

  private RunResult sweep(String master, String out, String... sets) {
    spark = TinyRun.spark(master);
    return Espalier.sweep(
        spark, TinyRun.spec(sets), new SweepOptions(dir.resolve(out).toString(), Progress.SILENT));
  }

  private String fingerprint(RunResult result) {
    return Fingerprint.of(
        RunFolder.open(result.folder(), spark.sparkContext().hadoopConfiguration()));
  }

  private static final String[] NEURONS = {
    "prune.granularity=neuron",
    "controls=none",
    "budget.keepModels=all",
    "search={prune: [{criterion: [magnitude-l1, fpgm, apoz, {name: taylor, of: gates}], sparsity:"
        + " 0.5}, {criterion: snip, schedule: iterative, steps: 2, sparsity: 0.75}]}"
  };

  @Test
  void neuronsLeaveSmallerNetworksWithTheSameBitsOnOneCoreAndOnTwo() {
    RunResult result = sweep("local[2]", "two/run", NEURONS);
    assertThat(result.candidates()).hasSize(5);
    for (CandidateResult c : result.candidates()) {
      assertThat(c.status()).as(c.reason()).isEqualTo(Status.DONE);
      Model left = model(result.folder() + "/models/" + c.spec().id() + ".zip");
      int neurons =
          left.network().operations().stream()
              .filter(Dense.class::isInstance)
              .mapToInt(o -> ((Dense) o).out())
              .sum();
      // 400 hidden neurons, and 10 classes that are never touched.
      assertThat(neurons).isEqualTo(10 + (int) Math.round(400 * (1 - c.sparsity())));
      assertThat(c.parametersLeft()).isEqualTo(left.network().size());
      assertThat(left.values()).doesNotContain(0f);
    }
    String two = fingerprint(result);
    spark.stop();
    assertThat(fingerprint(sweep("local[1]", "one/run", NEURONS))).isEqualTo(two);
  }

  @Test
  void theModelThatIsWrittenIsTheOneThatWasTested() {
    RunResult result = sweep("local[2]", "run", NEURONS);
    double tested = result.best().orElseThrow().testAccuracy();
    Evaluation again =
        Espalier.evaluate(spark, TinyRun.spec(NEURONS), result.folder() + "/best.zip");
    assertThat(again.score().accuracy()).isCloseTo(tested, within(1e-12));
  }

  @Test
  void ofEveryFourWeightsTwoStayWhateverPrunesThem() {
    RunResult result =
        sweep(
            "local[2]",
            "run",
            "prune.granularity=nm",
            "prune.sparsity=0.5",
            "prune.scope=layer",
            "controls=none",
            "budget.keepModels=all",
            "search={prune.criterion: [magnitude-l1, {name: wanda, examples: 40}, {name: sparsegpt,"
                + " examples: 40}]}");
    for (CandidateResult c : result.candidates()) {
      assertThat(c.status()).as(c.reason()).isEqualTo(Status.DONE);
      assertThat(c.sparsity()).isEqualTo(0.5);
      Model left = model(result.folder() + "/models/" + c.spec().id() + ".zip");
      for (var slot : left.network().prunable()) {
        for (int group = slot.offset(); group < slot.end(); group += 4) {
          int zeros = 0;
          for (int i = group; i < group + 4; i++) {
            zeros += left.values()[i] == 0 ? 1 : 0;
          }
          // SparseGPT also zeroes what only ever reads 0, such as an image's blank border.
          boolean zeroes = c.spec().prune().criterion().equals("sparsegpt");
          assertThat(zeros).isBetween(2, zeroes ? 4 : 2);
        }
      }
    }
  }

  private Model model(String path) {
    return Espalier.model(path, Optional.empty(), spark.sparkContext().hadoopConfiguration());
  }
}
