package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.shard.Batch;
import io.espalier.structure.Aggregation;
import io.espalier.structure.ChannelGranularity;
import io.espalier.structure.Downstream;
import io.espalier.structure.FilterGranularity;
import io.espalier.structure.Granularity;
import io.espalier.structure.NeuronGranularity;
import io.espalier.structure.RowGranularity;
import io.espalier.structure.Units;
import io.espalier.structure.WeightGranularity;
import io.espalier.structure.WeightUnits;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.sparse.Sketch;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActivationCriteriaTest {
  private static final ApozCriterion APOZ = new ApozCriterion(0);
  private static final MeanActivationCriterion MEAN = new MeanActivationCriterion(0);
  private static final Granularity NEURON = new NeuronGranularity(Aggregation.SUM, 1, 1);
  private static final Granularity FILTER = new FilterGranularity(Aggregation.SUM, 1, 1);
  private static final Granularity ROW = new RowGranularity(Aggregation.SUM, 1);
  private static final Granularity CHANNEL = new ChannelGranularity(Aggregation.MEAN, 1, 1);

  private static double[] score(
      Criterion criterion, Network network, float[] values, Units units, List<Batch> shards) {
    return criterion.score(
        new Gathered(network, values, Mask.full(network.size()), units, shards).evidence(criterion),
        Aggregation.MEAN);
  }

  /** One feature, three neurons, four examples in two shards. */
  @Test
  void sharesAndMeansWorkedOutByHand() {
    Network network = new Sketch(1).dense(3).act(Function.RELU).classes(2);
    float[] values = new float[network.size()];
    // Weights 1, -1, 2 and biases 0, 0, 3: of -2, -1, 1, 4 they give
    // 0 0 1 4, 2 1 0 0 and 0 1 5 11.
    System.arraycopy(new float[] {1, -1, 2, 0, 0, 3}, 0, values, 0, 6);
    List<Batch> shards =
        List.of(
            new Batch(new float[] {-2, -1, 1}, new int[] {0, 1, 0}),
            new Batch(new float[] {4}, new int[] {1}));
    Units units = NEURON.units(network);
    assertThat(score(APOZ, network, values, units, shards)).containsExactly(0.5, 0.5, 0.75);
    assertThat(score(MEAN, network, values, units, shards))
        .containsExactly(5 / 4.0, 3 / 4.0, 17 / 4.0);
  }

  @Test
  void theNeuronWithTheMostZerosGoesFirst() {
    Network network = new Sketch(1).dense(2).act(Function.RELU).classes(2);
    float[] values = new float[network.size()];
    System.arraycopy(new float[] {1, 1, 9, -9}, 0, values, 0, 4); // biases 9 and -9
    List<Batch> shards = MadeUpBatches.of(network, 1, 8);
    assertThat(score(APOZ, network, values, NEURON.units(network), shards)).containsExactly(1, 0);
  }

  /** An image of 2×2, filters of 1×1: pixels count one by one, before the pool. */
  @Test
  void everyPixelOfAnImageCounts() {
    Network network =
        new Sketch(1, 2, 2)
            .conv(2, Sketch.window(1, 1, 0, 1), 1, true)
            .act(Function.RELU)
            .pool(true, Sketch.window(2, 2, 0, 1))
            .classes(2);
    float[] values = new float[network.size()];
    System.arraycopy(new float[] {1, -1, 0, 2}, 0, values, 0, 4);
    List<Batch> shards = List.of(new Batch(new float[] {1, -1, 3, 5, 0, -2, 1, 4}, new int[2]));
    // 1 0 3 5 0 0 1 4 and 1 3 0 0 2 4 1 0.
    assertThat(score(APOZ, network, values, FILTER.units(network), shards))
        .containsExactly(5 / 8.0, 5 / 8.0);
    assertThat(score(MEAN, network, values, FILTER.units(network), shards))
        .containsExactly(14 / 8.0, 11 / 8.0);
  }

  @Test
  void tanhCountsByMagnitudeAndALayerWithoutActivationByWhatItGives() {
    Network network =
        new Sketch(1).dense(1).act(Function.TANH).dense(2).dense(2).act(Function.RELU).classes(2);
    float[] values = new float[network.size()];
    System.arraycopy(new float[] {1, 0, 2, -3, 0, 0}, 0, values, 0, 6);
    List<Batch> shards = List.of(new Batch(new float[] {-1, 0.5f}, new int[] {0, 1}));
    double mean = (Math.tanh(1) + Math.tanh(0.5)) / 2;
    double[] scores = score(MEAN, network, values, NEURON.units(network), shards);
    assertThat(scores[0]).isCloseTo(mean, within(1e-6));
    assertThat(scores[1]).isCloseTo(2 * mean, within(1e-6));
    assertThat(scores[2]).isCloseTo(3 * mean, within(1e-6));
  }

  @Test
  void tiedChannelsAreHeardWhereTheyAreMade() {
    Network network = Drawings.residual();
    float[] values = Drawings.values(network, 5);
    Units units = CHANNEL.units(network);
    List<Batch> shards = MadeUpBatches.of(network, 6, 8);
    double[] rows = score(MEAN, network, values, ROW.units(network), shards);
    double[] tied = score(MEAN, network, values, units, shards);
    // Rows: three of o0, four of o3, three of o6, of which the first and last three are tied.
    for (int c = 0; c < 3; c++) {
      assertThat(tied[c]).isCloseTo((rows[c] + rows[7 + c]) / 2, within(1e-12));
    }
  }

  @Test
  void scalingWhatAFilterGivesScalesItsMeanAndLeavesItsZeros() {
    Network network =
        new Sketch(2, 4, 4).conv(3, Sketch.same(3, 1, 1), 1, true).act(Function.RELU).classes(2);
    float[] values = Drawings.values(network, 1);
    float[] scaled = values.clone();
    for (int i = 0; i < 18; i++) {
      scaled[i] *= 4;
    }
    scaled[network.slot("o0.bias").offset()] *= 4;
    List<Batch> shards = MadeUpBatches.of(network, 2, 8, 3);
    Units units = FILTER.units(network);
    assertThat(score(APOZ, network, scaled, units, shards))
        .containsExactly(score(APOZ, network, values, units, shards));
    double[] mean = score(MEAN, network, values, units, shards);
    assertThat(score(MEAN, network, scaled, units, shards))
        .containsExactly(4 * mean[0], mean[1], mean[2]);
  }

  @Test
  void exchangingTwoFiltersExchangesTheirScores() {
    Network network =
        new Sketch(2, 4, 4).conv(3, Sketch.same(3, 1, 1), 1, false).act(Function.RELU).classes(2);
    float[] values = Drawings.values(network, 1);
    float[] exchanged = values.clone();
    System.arraycopy(values, 0, exchanged, 36, 18);
    System.arraycopy(values, 36, exchanged, 0, 18);
    List<Batch> shards = MadeUpBatches.of(network, 2, 8);
    Units units = FILTER.units(network);
    for (Criterion criterion : List.of(APOZ, MEAN)) {
      double[] scores = score(criterion, network, values, units, shards);
      assertThat(score(criterion, network, exchanged, units, shards))
          .containsExactly(scores[2], scores[1], scores[0]);
    }
  }

  @Test
  void singleWeightsAndLayersWithoutRectifierAreRefusedByName() {
    Network dense = Drawings.dense();
    assertThat(APOZ.refuses(dense, new WeightGranularity()).orElseThrow().line())
        .isEqualTo(
            "prune.granularity is weight, which apoz gives no score, expected one of neuron,"
                + " filter, channel and row");
    assertThat(MEAN.refuses(dense, new WeightGranularity())).isPresent();
    assertThat(APOZ.refuses(dense, NEURON)).isEmpty();
    assertThatThrownBy(
            () ->
                score(
                    MEAN,
                    dense,
                    Drawings.values(dense, 1),
                    WeightUnits.of(dense),
                    MadeUpBatches.of(dense, 2, 4)))
        .hasMessage("mean-activation scores neurons, filters and channels alone");
    Network lenet = Zoo.network("lenet-5", Shape.of(1, 16, 16), 4);
    assertThat(APOZ.refuses(lenet, FILTER).orElseThrow().line())
        .startsWith("prune.criterion is apoz, and no activation behind conv1 is ever exactly 0");
    assertThat(APOZ.refuses(lenet, NEURON)).isEmpty();
    assertThat(MEAN.refuses(lenet, FILTER)).isEmpty();
    // The output layer's rows are classes, and no units.
    assertThat(MEAN.refuses(lenet, ROW)).isEmpty();
    assertThat(MEAN.refuses(new Downstream(lenet), "fc2").orElseThrow().line())
        .isEqualTo(
            "prune.criterion is mean-activation, and no operation reads the activations of fc2,"
                + " expected another criterion");
  }
}
