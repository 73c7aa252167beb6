package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.shard.Batch;
import io.espalier.structure.Aggregation;
import io.espalier.structure.ChannelGranularity;
import io.espalier.structure.FilterGranularity;
import io.espalier.structure.Granularity;
import io.espalier.structure.NeuronGranularity;
import io.espalier.structure.Units;
import io.espalier.structure.WeightGranularity;
import io.espalier.structure.WeightUnits;
import io.espalier.train.MadeUpBatches;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaylorCriterionTest {
  private static final TaylorCriterion WEIGHTS = new TaylorCriterion(false, 0);
  private static final TaylorCriterion GATES = new TaylorCriterion(true, 0);
  private static final Granularity NEURON = new NeuronGranularity(Aggregation.SUM, 1, 1);
  private static final Granularity FILTER = new FilterGranularity(Aggregation.SUM, 1, 1);
  private static final Granularity CHANNEL = new ChannelGranularity(Aggregation.SUM, 1, 1);

  private static double[] score(
      TaylorCriterion criterion, Network network, float[] values, Units units, List<Batch> shards) {
    Gathered gathered = new Gathered(network, values, Mask.full(network.size()), units, shards);
    return criterion.score(gathered.evidence(criterion), Aggregation.SUM);
  }

  /** Mean over all batches of the square of something of each. */
  private static double meanSquare(List<Batch> shards, ToDoubleFunction<Batch> slope) {
    return shards.stream()
        .flatMap(shard -> Gathered.batches(shard).stream())
        .mapToDouble(batch -> Math.pow(slope.applyAsDouble(batch), 2))
        .average()
        .orElseThrow();
  }

  @Test
  void weightsAreTheMeanOverBatchesOfTheSquaredProduct() {
    Network network = Drawings.dense();
    float[] values = Drawings.values(network, 1);
    List<Batch> shards = MadeUpBatches.of(network, 2, 8, 6);
    double[] scores = score(WEIGHTS, network, values, WeightUnits.of(network), shards);
    boolean told = false;
    for (Slot slot : network.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        int index = i;
        double expected =
            meanSquare(shards, b -> values[index] * Slopes.by(network, values, b, index));
        assertThat(scores[i]).isCloseTo(expected, within(1e-4 * expected + 1e-9));
        // Not the square of what all batches come to together.
        double together =
            shards.stream()
                .flatMap(s -> Gathered.batches(s).stream())
                .mapToDouble(b -> values[index] * Slopes.by(network, values, b, index))
                .average()
                .orElseThrow();
        told |= expected > 2 * together * together && expected > 1e-4;
      }
    }
    assertThat(told).isTrue();
  }

  @Test
  void aStructureSumsSquaresWhereAGateSquaresTheSum() {
    Network network = Drawings.dense();
    float[] values = Drawings.values(network, 1);
    List<Batch> shards = MadeUpBatches.of(network, 2, 8, 8);
    double[] summed = score(WEIGHTS, network, values, NEURON.units(network), shards);
    double[] gates = score(GATES, network, values, NEURON.units(network), shards);
    for (int u = 0; u < 6; u++) {
      int row = 5 * u;
      double squares = 0;
      for (int i = row; i < row + 5; i++) {
        int index = i;
        squares += meanSquare(shards, b -> values[index] * Slopes.by(network, values, b, index));
      }
      int bias = 30 + u;
      double gate =
          meanSquare(
              shards,
              b ->
                  Slopes.byGate(network, values, b, row, row + 1, row + 2, row + 3, row + 4, bias));
      assertThat(summed[u]).isCloseTo(squares, within(1e-4 * squares + 1e-9));
      assertThat(gates[u]).isCloseTo(gate, within(1e-3 * gate + 1e-8));
    }
  }

  @Test
  void aGateBehindBatchNormMultipliesGammaAndBeta() {
    Network network = Drawings.convolutions();
    float[] values = Drawings.values(network, 3);
    List<Batch> shards = MadeUpBatches.of(network, 4, 8, 8);
    double[] gates = score(GATES, network, values, FILTER.units(network), shards);
    int gamma = network.slot("o1.gamma").offset();
    int beta = network.slot("o1.beta").offset();
    Slot weight = network.slot("o0.weight");
    for (int c = 0; c < 4; c++) {
      int[] both = {gamma + c, beta + c};
      double expected = meanSquare(shards, b -> Slopes.byGate(network, values, b, both));
      assertThat(gates[c]).isCloseTo(expected, within(1e-3 * expected + 1e-8));
      // Batch norm undoes any factor of the row before it: a gate there would say nothing.
      int[] row = IntStream.range(0, 18).map(rowStart(weight, c)).toArray();
      double before = meanSquare(shards, b -> Slopes.byGate(network, values, b, row));
      assertThat(before).isLessThan(1e-3 * expected);
    }
  }

  private static IntUnaryOperator rowStart(Slot weight, int c) {
    return i -> weight.offset() + 18 * c + i;
  }

  @Test
  void channelsThatAnAdditionTiesHaveOneGate() {
    Network network = Drawings.residual();
    float[] values = Drawings.values(network, 5);
    List<Batch> shards = MadeUpBatches.of(network, 6, 8);
    Units units = CHANNEL.units(network);
    assertThat(units.strata().get(0).name()).isEqualTo("o0");
    double[] gates = score(GATES, network, values, units, shards);
    for (int c = 0; c < 3; c++) {
      int[] all = {
        network.slot("o1.gamma").offset() + c,
        network.slot("o1.beta").offset() + c,
        network.slot("o7.gamma").offset() + c,
        network.slot("o7.beta").offset() + c
      };
      double expected = meanSquare(shards, b -> Slopes.byGate(network, values, b, all));
      assertThat(gates[c]).isCloseTo(expected, within(1e-3 * expected + 1e-8));
    }
  }

  @Test
  void neitherTheOrderOfShardsNorExamplesThatComeTwiceMatter() {
    Network network = Drawings.dense();
    float[] values = Drawings.values(network, 1);
    List<Batch> shards = MadeUpBatches.of(network, 2, 8, 4);
    double[] one = score(WEIGHTS, network, values, WeightUnits.of(network), shards);
    double[] other =
        score(
            WEIGHTS,
            network,
            values,
            WeightUnits.of(network),
            List.of(shards.get(1), shards.get(0)));
    for (int i = 0; i < one.length; i++) {
      assertThat(other[i]).isCloseTo(one[i], within(1e-12));
    }
    // Each example twice: every batch sees the same mean gradient as half of it did.
    List<Batch> twice =
        shards.stream().map(b -> Gathered.some(b, List.of(0, 1, 2, 3, 0, 1, 2, 3))).toList();
    List<Batch> once = shards.stream().map(b -> Gathered.some(b, List.of(0, 1, 2, 3))).toList();
    assertThat(score(WEIGHTS, network, values, WeightUnits.of(network), twice))
        .containsExactly(
            score(WEIGHTS, network, values, WeightUnits.of(network), once), within(1e-12));
  }

  @Test
  void gatesOfSingleWeightsAreRefusedByName() {
    Network network = Drawings.dense();
    assertThat(GATES.refuses(network, new WeightGranularity()).orElseThrow().line())
        .isEqualTo(
            "prune.granularity is weight, which taylor of gates gives no score, expected one of"
                + " neuron, filter, channel and row");
    assertThat(GATES.refuses(network, NEURON)).isEmpty();
    assertThat(WEIGHTS.refuses(network, new WeightGranularity())).isEmpty();
  }
}
