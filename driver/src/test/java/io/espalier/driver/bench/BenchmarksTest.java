package io.espalier.driver.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.model.Model;
import io.espalier.model.Network;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The rows' form, on slices too small to say anything. */
final class BenchmarksTest {
  private static final Slices TINY = new Slices(1, 1, 0);

  @Test
  void fineTuningStandsBesideDl4jAndItsOwnDenseEpoch() {
    List<Row> rows = TrainingBench.finetune(TINY, "lenet-300-100", 0.8, 0.95);
    assertThat(rows)
        .extracting(Row::name)
        .containsExactly(
            "lenet-300-100@0.80/dl4j",
            "lenet-300-100@0.80/own-dense",
            "lenet-300-100@0.95/dl4j",
            "lenet-300-100@0.95/own-dense");
    assertThat(rows).allSatisfy(BenchmarksTest::isATimesRow);
  }

  @Test
  void denseTrainingAndScalingAreRowsToo() {
    Row dense = TrainingBench.dense(TINY, "lenet-5").get(0);
    assertThat(dense.name()).isEqualTo("lenet-5/dl4j");
    isATimesRow(dense);
    Row scaling = TrainingBench.scaling(TINY, "lenet-300-100");
    assertThat(scaling.name()).isEqualTo("lenet-300-100@0.95/1-thread");
    isATimesRow(scaling);
  }

  @Test
  void inferenceHasThreeCasesANetwork() throws Exception {
    List<Row> rows = InferenceBench.inference(TINY, "lenet-5", 0.95);
    JsonNode json = new ObjectMapper().readTree(Row.json(rows));
    assertThat(json.findValuesAsText("case"))
        .containsExactly(
            "lenet-5@0.95/onnxruntime/batch128",
            "lenet-5@0.95/onnxruntime/batch128-innermost",
            "lenet-5@0.95/onnxruntime/batch1");
    assertThat(json.get(0).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("benchmark", "case", "ours", "reference", "unit", "ratio");
    rows.forEach(BenchmarksTest::isATimesRow);
    Row blocks = InferenceBench.blocks(TINY, "lenet-300-100", 0.95);
    assertThat(blocks.name()).isEqualTo("lenet-300-100@0.95/onnxruntime/batch1-blocks16x1");
    isATimesRow(blocks);
  }

  @Test
  void blocksKeepOrLoseAnInputTogetherAndTheLeastGo() {
    Subject s = Subject.ofBlocks("lenet-300-100", 0.95, 16);
    for (Network.Slot slot : s.network().prunable()) {
      int outputs = slot.parameter().shape().dim(0);
      int inputs = slot.size() / outputs;
      int left = 0;
      double least = Double.MAX_VALUE;
      double most = 0;
      for (int first = 0; first < outputs; first += 16) {
        int rows = Math.min(16, outputs - first);
        for (int i = 0; i < inputs; i++) {
          double size = 0;
          boolean survives = s.mask().survives(slot.offset() + first * inputs + i);
          for (int r = first; r < first + rows; r++) {
            int at = slot.offset() + r * inputs + i;
            assertThat(s.mask().survives(at)).isEqualTo(survives);
            size += Math.abs(s.values()[at]) / rows;
          }
          left += survives ? 1 : 0;
          least = survives ? Math.min(least, size) : least;
          most = survives ? most : Math.max(most, size);
        }
      }
      int blocks = (outputs + 15) / 16 * inputs;
      assertThat(left).isEqualTo(blocks - (int) Math.round(0.95 * blocks));
      assertThat(least).isGreaterThanOrEqualTo(most - 1e-9);
    }
  }

  @Test
  void masksAreUniformPerLayerByMagnitude() {
    Subject s = Subject.of("lenet-300-100", 0.95);
    for (Network.Slot slot : s.network().prunable()) {
      int left = s.mask().survivors(slot.offset(), slot.end());
      assertThat(left).isEqualTo(slot.size() - (int) Math.round(0.95 * slot.size()));
      float least = Float.MAX_VALUE;
      float most = 0;
      for (int i = slot.offset(); i < slot.end(); i++) {
        float size = Math.abs(s.values()[i]);
        least = s.mask().survives(i) ? Math.min(least, size) : least;
        most = s.mask().survives(i) ? most : Math.max(most, size);
      }
      assertThat(least).isGreaterThanOrEqualTo(most);
    }
  }

  @Test
  void sidesTakeTurnsAfterTheyAreWarm() {
    StringBuilder turns = new StringBuilder();
    AtomicInteger smallest = new AtomicInteger(Integer.MAX_VALUE);
    new Slices(7, 3, 0)
        .seconds(
            List.of(
                n -> turns.append('a'),
                n -> {
                  turns.append('b');
                  smallest.accumulateAndGet(turns.length() > 2 ? n : 7, Math::min);
                }));
    assertThat(turns.toString()).isEqualTo("ab" + "ababab");
    assertThat(smallest.get()).isGreaterThanOrEqualTo(7);
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
    assertThat(Slices.median(new double[] {9, 1, 3, 2})).isEqualTo(2.5);
    assertThat(Slices.median(new double[] {9, 1, 3})).isEqualTo(3);
  }

  @Test
  void aMeasurementKnowsSparsityAndRanks() {
    Subject s = Subject.of("lenet-300-100", 0.9);
    Measurement m = Measurement.of(new Model(s.network(), s.pruned(), true), 2, 0);
    assertThat(m.sparsity()).isCloseTo(0.9, within(0.001));
    assertThat(m.pruned().p50()).isPositive().isLessThanOrEqualTo(m.pruned().p99());
    double[] micros = new double[200];
    for (int i = 0; i < micros.length; i++) {
      micros[i] = 200 - i;
    }
    Measurement.Latency latency = Measurement.Latency.of(micros, 4);
    assertThat(latency.p50()).isEqualTo(100);
    assertThat(latency.p99()).isEqualTo(198);
    assertThat(latency.throughput()).isCloseTo(4e6 / 100.5, within(1e-6));
  }

  private static void isATimesRow(Row row) {
    assertThat(row.ours()).isPositive();
    assertThat(row.ratio()).isCloseTo(row.reference() / row.ours(), within(1e-9));
  }
}
