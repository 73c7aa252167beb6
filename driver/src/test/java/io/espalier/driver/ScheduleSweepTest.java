package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.round.Progress;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.Fingerprint;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.SpecReader;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each schedule takes a tiny network to just its sparsity, in the same bits on any cores. */
class ScheduleSweepTest {
  private static final String YAML =
      """
      name: schedules
      seed: 7
      data:
        format: digits
        examples: {train: 400, test: 100}
        split: {validation: 0.2}
        shards: {train: 3, validation: 2, test: 2}
      model: {zoo: lenet-300-100}
      train: {epochs: 2, batchSize: 32}
      prune: {sparsity: 0.9}
      fineTune: {epochs: 4, batchSize: 16, averageEvery: 5, optimizer: {l2: 1e-4}}
      controls: none
      search:
        prune:
          - {schedule: {name: iterative, steps: 3, curve: exponential}}
          - {schedule: gradual, criterion: snip}
          - {schedule: {name: gradual, recover: true}}
          - {schedule: {name: gradual, recover: true}, criterion: snip}
          - {schedule: gradual, criterion: movement}
          - {schedule: {name: rewind-weights, steps: 2, to: 'epoch:1'}}
          - {schedule: {name: rewind-lr, steps: 2}}
          - {schedule: gsm}
          - {schedule: dns}
          - {schedule: rigl, from: init, scope: erk}
          - {schedule: set, from: init, scope: erk}
          - {schedule: {name: early-bird, window: 1}, from: init}
      """;

  private SparkSession spark;
  @TempDir Path dir;

  @AfterEach
  void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  private RunResult sweep(String master, String... sets) {
    spark = TinyRun.spark(master);
    return Espalier.sweep(
        spark,
        SpecReader.read(YAML, "schedules.yaml", List.of(sets)),
        new SweepOptions(dir.resolve(master + sets.length).toString(), Progress.SILENT));
  }

  private String fingerprint(RunResult result) {
    return Fingerprint.of(
        RunFolder.open(result.folder(), spark.sparkContext().hadoopConfiguration()));
  }

  @Test
  void allEndExactlyAtTheirSparsityAndInTheSameBitsOnOneCoreAndOnTwo() {
    RunResult two = sweep("local[2]");
    String bits = fingerprint(two);
    assertThat(two.candidates()).hasSize(12);
    for (CandidateResult c : two.candidates()) {
      assertThat(c.status()).as(c.spec().prune() + " " + c.reason()).isEqualTo(Status.DONE);
      assertThat(Math.round(c.sparsity() * 266_200))
          .as(c.spec().prune().schedule())
          .isEqualTo(239_580);
      assertThat(c.parametersLeft()).isEqualTo(266_610 - 239_580);
    }
    spark.stop();
    assertThat(fingerprint(sweep("local[1]"))).isEqualTo(bits);
  }
}
