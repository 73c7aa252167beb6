package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.structure.Aggregation;
import io.espalier.structure.ChannelGranularity;
import io.espalier.structure.FilterGranularity;
import io.espalier.structure.Granularity;
import io.espalier.structure.NeuronGranularity;
import io.espalier.structure.Units;
import io.espalier.structure.WeightGranularity;
import io.espalier.train.sparse.Sketch;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Criteria of structures that look at values alone. */
class ShapeCriteriaTest {
  private static final Granularity NEURON = new NeuronGranularity(Aggregation.SUM, 1, 1);
  private static final Granularity FILTER = new FilterGranularity(Aggregation.SUM, 1, 1);
  private static final Granularity CHANNEL = new ChannelGranularity(Aggregation.SUM, 1, 1);

  /** Four neurons of two inputs, without biases in the way: weights at 0 to 7. */
  private static final Network PLANE = new Sketch(2).dense(4).act(Function.RELU).classes(2);

  private static Evidence evidence(Network network, float[] values, Mask mask, Units units) {
    return new Evidence(network, mask, values, units, Map.of(), 0.5, 1);
  }

  private static double[] score(
      Criterion criterion, Network network, Granularity granularity, float... values) {
    float[] all = new float[network.size()];
    System.arraycopy(values, 0, all, 0, values.length);
    return criterion.score(
        evidence(network, all, Mask.full(all.length), granularity.units(network)), Aggregation.SUM);
  }

  private static double[] fpgm(float... values) {
    return score(new FpgmCriterion(), PLANE, NEURON, values);
  }

  @Test
  void distancesOfRawRowsAreSummed() {
    // A rectangle's corners: sides 3 and 4, diagonal 5.
    assertThat(fpgm(0, 0, 3, 0, 0, 4, 3, 4)).containsExactly(12, 12, 12, 12);
    // On a line at 0, 1, 3 and 10: not the smallest goes first, but one amid the others.
    assertThat(fpgm(0, 0, 1, 0, 3, 0, 10, 0)).containsExactly(14, 12, 12, 26);
    // Powers of the weights before the distance would give 0, 1, 9 and 100.
  }

  @Test
  void movingAllFiltersChangesNothingAndScalingThemScales() {
    double[] scores = fpgm(0, 0, 1, 2, 3, -1, -2, 0.5f);
    assertThat(fpgm(8, -4, 9, -2, 11, -5, 6, -3.5f)).containsExactly(scores);
    double[] scaled = fpgm(0, 0, -4, -8, -12, 4, 8, -2);
    for (int u = 0; u < 4; u++) {
      assertThat(scaled[u]).isEqualTo(4 * scores[u]);
    }
  }

  @Test
  void exchangingFiltersExchangesTheirScores() {
    double[] scores = fpgm(0, 0, 1, 2, 3, -1, -2, 0.5f);
    assertThat(fpgm(-2, 0.5f, 1, 2, 3, -1, 0, 0))
        .containsExactly(new double[] {scores[3], scores[1], scores[2], scores[0]}, within(1e-12));
  }

  @Test
  void whatIsPrunedIsInNoSum() {
    float[] values = new float[PLANE.size()];
    System.arraycopy(new float[] {0, 0, 3, 0, 0, 0, 3, 4}, 0, values, 0, 8);
    Units units = NEURON.units(PLANE);
    BitSet third = new BitSet();
    third.set(2);
    Mask mask = units.without(Mask.full(PLANE.size()), third);
    double[] scores =
        new FpgmCriterion().score(evidence(PLANE, values, mask, units), Aggregation.SUM);
    assertThat(scores[0]).isEqualTo(3 + 5);
    assertThat(scores[1]).isEqualTo(3 + 4);
    assertThat(scores[3]).isEqualTo(5 + 4);
  }

  @Test
  void fpgmRefusesSingleWeights() {
    assertThat(new FpgmCriterion().refuses(PLANE, new WeightGranularity()).orElseThrow().line())
        .startsWith("prune.granularity is weight, which fpgm gives no score");
    assertThat(new FpgmCriterion().refuses(PLANE, NEURON)).isEmpty();
  }

  @Test
  void scalesAreThoseOfTheBatchNormBehindTheLayer() {
    Network network = Drawings.convolutions();
    float[] values = Drawings.values(network, 1);
    Slot gamma = network.slot("o1.gamma");
    System.arraycopy(new float[] {0.5f, -2, 0, 1}, 0, values, gamma.offset(), 4);
    BnScaleCriterion criterion = new BnScaleCriterion();
    double[] scores = score(criterion, network, FILTER, values);
    assertThat(scores).startsWith(0.5, 2, 0, 1);
    float[] others = values.clone();
    for (int i = 0; i < others.length; i++) {
      boolean scale = (i >= gamma.offset() && i < gamma.end());
      others[i] *= scale ? -4 : 3;
    }
    assertThat(score(criterion, network, FILTER, others)).startsWith(2, 8, 0, 4);
  }

  @Test
  void tiedChannelsAddTheScalesOfAllThatMakeThem() {
    Network network = Drawings.residual();
    float[] values = Drawings.values(network, 1);
    double[] scores = score(new BnScaleCriterion(), network, CHANNEL, values);
    for (int c = 0; c < 3; c++) {
      double expected =
          (double) Math.abs(values[network.slot("o1.gamma").offset() + c])
              + Math.abs(values[network.slot("o7.gamma").offset() + c]);
      assertThat(scores[c]).isEqualTo(expected);
    }
  }

  @Test
  void aChannelTakesItsBetaAlongSoThatNothingConstantIsLeft() {
    Network network = Drawings.convolutions();
    Units units = FILTER.units(network);
    BitSet second = new BitSet();
    second.set(1);
    Mask mask = units.without(Mask.full(network.size()), second);
    assertThat(mask.survives(network.slot("o1.gamma").offset() + 1)).isFalse();
    assertThat(mask.survives(network.slot("o1.beta").offset() + 1)).isFalse();
    assertThat(mask.survives(network.slot("o1.beta").offset())).isTrue();
  }

  @Test
  void layersWithoutBatchNormAreRefusedByName() {
    BnScaleCriterion criterion = new BnScaleCriterion();
    assertThat(criterion.refuses(PLANE, NEURON).orElseThrow().line())
        .isEqualTo(
            "prune.criterion is bn-scale, and o0 has no batch norm behind it, expected"
                + " o0 in prune.keep, granularity filter, or another criterion");
    Network vgg = Zoo.network("vgg-small", Shape.of(1, 8, 8), 3);
    assertThat(criterion.refuses(vgg, FILTER)).isEmpty();
    assertThat(criterion.refuses(vgg, CHANNEL).orElseThrow().what()).contains("fc1");
    assertThat(criterion.refuses(vgg, CHANNEL, Set.of("fc1"))).isEmpty();
    assertThat(criterion.refuses(vgg, new WeightGranularity()).orElseThrow().what())
        .isEqualTo("is weight, which bn-scale gives no score");
  }

  /** Li et al. 2017 rank filters by the sum of their absolute kernel weights. */
  @Test
  void magnitudesOfAFilterSumToItsL1NormAndToTheSquareOfItsL2Norm() {
    float[] values = {3, -4, 1, 1, 0, -2, 5, 12};
    assertThat(score(new MagnitudeL1Criterion(), PLANE, NEURON, values))
        .containsExactly(7, 2, 2, 17);
    assertThat(score(new MagnitudeL2Criterion(), PLANE, NEURON, values))
        .containsExactly(25, 2, 4, 169);
    float[] all = new float[PLANE.size()];
    System.arraycopy(values, 0, all, 0, 8);
    double[] norms =
        new MagnitudeL1Criterion()
            .score(
                evidence(PLANE, all, Mask.full(all.length), NEURON.units(PLANE)), Aggregation.L2);
    assertThat(norms).containsExactly(5, Math.sqrt(2), 2, 13);
  }
}
