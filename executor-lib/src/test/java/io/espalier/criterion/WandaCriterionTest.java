package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Border;
import io.espalier.model.Operation.Window;
import io.espalier.scope.Bounds;
import io.espalier.scope.LayerScope;
import io.espalier.scope.PruneRequest;
import io.espalier.scope.PruneTarget;
import io.espalier.scope.Pruner;
import io.espalier.shard.Batch;
import io.espalier.statistic.InputSquares;
import io.espalier.structure.Aggregation;
import io.espalier.structure.NeuronGranularity;
import io.espalier.structure.Units;
import io.espalier.structure.WeightUnits;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.sparse.Sketch;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WandaCriterionTest {
  private static final WandaCriterion PER_ROW = new WandaCriterion(true, 0);
  private static final WandaCriterion PER_LAYER = new WandaCriterion(false, 0);

  /** Two inputs, three classes: weights at 0 to 5, biases behind. */
  private static final Network SMALL = new Sketch(2).classes(3);

  private static final Batch EXAMPLES = new Batch(new float[] {3, 0, 4, 1}, new int[] {0, 1});

  private static Evidence evidence(
      WandaCriterion criterion, Network network, float[] values, Mask mask, Batch... shards) {
    return new Gathered(network, values, mask, WeightUnits.of(network), List.of(shards))
        .evidence(criterion);
  }

  private static double[] score(
      WandaCriterion criterion, Network network, float[] values, Batch... shards) {
    return criterion.weights(
        evidence(criterion, network, values, Mask.full(network.size()), shards));
  }

  @Test
  void productsOfMagnitudeAndInputNormWorkedOutByHand() {
    float[] values = {1, -2, 0.5f, 4, -3, 3, 0, 0, 0};
    double x0 = Math.sqrt(25 / 2.0);
    double x1 = Math.sqrt(1 / 2.0);
    assertThat(score(PER_LAYER, SMALL, values, EXAMPLES))
        .startsWith(x0, 2 * x1, 0.5 * x0, 4 * x1, 3 * x0, 3 * x1);
    // Within a row: 1·5 > 2·1, 0.5·5 < 4·1, 3·5 > 3·1.
    assertThat(score(PER_ROW, SMALL, values, EXAMPLES)).startsWith(0.5, 0, 0, 0.5, 0.5, 0);
  }

  @Test
  void aLaterLayersNormsAreThoseOfItsOwnInputs() {
    Network network = new Sketch(1).dense(2).act(Function.RELU).classes(2);
    // Of 3 and -4 the rows 1 and -1 give 3, 0 and 0, 4.
    float[] values = {1, -1, 0, 0, 1, 1, 2, -1, 0, 0};
    double[] scores =
        score(PER_LAYER, network, values, new Batch(new float[] {3, -4}, new int[] {0, 1}));
    double first = Math.sqrt(9 / 2.0);
    double second = Math.sqrt(16 / 2.0);
    assertThat(scores)
        .containsExactly(
            Math.sqrt(25 / 2.0), Math.sqrt(25 / 2.0), 0, 0, first, second, 2 * first, second, 0, 0);
  }

  @Test
  void ofEqualProductsTheLowerIndexComesFirst() {
    float[] values = {0, 0, 1, -5, 0, 0, 0, 0, 0};
    assertThat(score(PER_ROW, SMALL, values, EXAMPLES)).startsWith(0, 0.5, 0, 0.5, 0, 0.5);
  }

  private static Mask prune(double[] scores, Mask mask, double share) {
    return Pruner.prune(
            WeightUnits.of(Drawings.dense()),
            scores,
            mask,
            new PruneRequest(
                new PruneTarget.Sparsity(share),
                new LayerScope(),
                List.of(),
                Map.of(),
                Bounds.NONE))
        .mask();
  }

  @Test
  void everyRowLosesTheSameShareStepAfterStepWhereALayersRankingTakesWholeRows() {
    Network network = Drawings.dense();
    float[] values = Drawings.values(network, 1);
    for (int i = 0; i < 5; i++) {
      values[i] *= 1e-3f;
    }
    Batch[] shards = MadeUpBatches.of(network, 2, 8, 6).toArray(Batch[]::new);
    Mask full = Mask.full(network.size());
    Mask layer = prune(score(PER_LAYER, network, values, shards), full, 0.4);
    assertThat(layer.survivors(0, 5)).isZero();

    Mask once = prune(score(PER_ROW, network, values, shards), full, 0.4);
    float[] left = values.clone();
    for (int i = 0; i < left.length; i++) {
      left[i] *= once.survives(i) ? 1 : 0;
    }
    Mask twice = prune(PER_ROW.weights(evidence(PER_ROW, network, left, once, shards)), once, 0.8);
    for (int row = 0; row < 30; row += 5) {
      assertThat(once.survivors(row, row + 5)).isEqualTo(3);
      assertThat(twice.survivors(row, row + 5)).isEqualTo(1);
    }
  }

  @Test
  void whatIsPrunedComesFirstEvenBesideLiveZeros() {
    float[] values = {0, 0, 1, 0, 1, 1, 0, 0, 0};
    Mask mask = Mask.full(9).without(1, 3);
    assertThat(PER_ROW.weights(evidence(PER_ROW, SMALL, values, mask, EXAMPLES)))
        .startsWith(0.5, 0, 0.5, 0);
  }

  @Test
  void scalingARowOrAllExamplesChangesNoRank() {
    Network network = Drawings.dense();
    float[] values = Drawings.values(network, 1);
    Batch examples = MadeUpBatches.of(network, 2, 8).get(0);
    float[] scaled = values.clone();
    for (int i = 5; i < 10; i++) {
      scaled[i] *= 8;
    }
    // The first layer's rows alone: what later layers read changes.
    assertThat(score(PER_ROW, network, scaled, examples))
        .startsWith(first(score(PER_ROW, network, values, examples), 30));
    float[] brighter = examples.features().clone();
    for (int i = 0; i < brighter.length; i++) {
      brighter[i] *= 4;
    }
    double[] four = score(PER_LAYER, network, values, new Batch(brighter, examples.labels()));
    double[] one = score(PER_LAYER, network, values, examples);
    for (int i = 0; i < 30; i++) {
      assertThat(four[i]).isEqualTo(4 * one[i]);
    }
  }

  private static double[] first(double[] scores, int n) {
    return Arrays.copyOf(scores, n);
  }

  @Test
  void aConvolutionsInputsAreItsUnfoldedPatches() {
    Window window = new Window(2, 3, 2, 1, 1, 1, 1, 2, Border.EXPLICIT);
    Network network = new Sketch(4, 5, 6).conv(6, window, 2, true).act(Function.TANH).classes(3);
    float[] values = Drawings.values(network, 7);
    Batch examples = MadeUpBatches.of(network, 8, 7).get(0);
    double[] scores = score(PER_LAYER, network, values, examples);
    Slot weight = network.slot("o0.weight");
    int outHeight = network.operations().get(0).output().dim(1);
    int outWidth = network.operations().get(0).output().dim(2);
    for (int i = weight.offset(); i < weight.end(); i++) {
      int out = i / 12;
      int channel = out / 3 * 2 + i / 6 % 2;
      int ky = i / 3 % 2;
      int kx = i % 3;
      double squares = 0;
      for (int e = 0; e < 7; e++) {
        for (int y = 0; y < outHeight; y++) {
          for (int x = 0; x < outWidth; x++) {
            int row = 2 * y - 1 + ky;
            int column = x - 1 + 2 * kx;
            if (row >= 0 && row < 5 && column >= 0 && column < 6) {
              double v = examples.features()[((e * 4 + channel) * 5 + row) * 6 + column];
              squares += v * v;
            }
          }
        }
      }
      assertThat(scores[i]).isCloseTo(Math.abs(values[i]) * Math.sqrt(squares / 7), within(1e-6));
    }
  }

  @Test
  void laterLayersReadWhatThePrunedOnesBeforeThemGive() {
    assertThat(PER_ROW.layerByLayer()).isTrue();
    Network network = Drawings.dense();
    float[] values = Drawings.values(network, 1);
    values[30] = 0; // the bias of the row that goes
    BitSet row = new BitSet();
    row.set(0, 5);
    Mask mask = Mask.full(network.size()).without(row);
    float[] left = values.clone();
    row.stream().forEach(i -> left[i] = 0);
    Batch examples = MadeUpBatches.of(network, 2, 8).get(0);
    Evidence before = evidence(PER_LAYER, network, values, Mask.full(network.size()), examples);
    Evidence after = evidence(PER_LAYER, network, left, mask, examples);
    // Inputs: five features, then the six of the second layer, of which the first is gone.
    assertThat(before.of(new InputSquares(0)).values()[5]).isPositive();
    assertThat(after.of(new InputSquares(0)).values()[5]).isZero();
    assertThat(after.of(new InputSquares(0)).values()[0])
        .isEqualTo(before.of(new InputSquares(0)).values()[0]);
  }

  @Test
  void aStructureHasNoRowsSoThatItsScoreComesFromTheProducts() {
    Network network = Drawings.dense();
    float[] values = Drawings.values(network, 1);
    Batch examples = MadeUpBatches.of(network, 2, 8).get(0);
    Units units = new NeuronGranularity(Aggregation.SUM, 1, 1).units(network);
    Evidence evidence =
        new Gathered(network, values, Mask.full(network.size()), units, List.of(examples))
            .evidence(PER_ROW);
    double[] products = score(PER_LAYER, network, values, examples);
    double expected = products[0] + products[1] + products[2] + products[3] + products[4];
    assertThat(PER_ROW.score(evidence, Aggregation.SUM)[0]).isCloseTo(expected, within(1e-12));
  }
}
