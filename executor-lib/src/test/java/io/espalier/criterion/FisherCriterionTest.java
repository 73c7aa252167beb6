package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.exact.CrossEntropy;
import io.espalier.exact.ExactNetwork;
import io.espalier.exact.Norms;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Opaque;
import io.espalier.model.Shape;
import io.espalier.shard.Batch;
import io.espalier.structure.WeightGranularity;
import io.espalier.structure.WeightUnits;
import io.espalier.train.MadeUpBatches;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FisherCriterionTest {
  private static final FisherCriterion ALL = new FisherCriterion(0);

  private static double[] score(
      FisherCriterion criterion, Network network, float[] values, List<Batch> shards) {
    return criterion.weights(
        new Gathered(network, values, Mask.full(network.size()), WeightUnits.of(network), shards)
            .evidence(criterion));
  }

  private static List<Batch> singles(Batch batch) {
    return IntStream.range(0, batch.size())
        .mapToObj(e -> Gathered.some(batch, List.of(e)))
        .toList();
  }

  @Test
  void eachExamplesGradientIsSquaredBeforeAnythingIsAdded() {
    Network network = Drawings.dense();
    float[] values = Drawings.values(network, 1);
    List<Batch> shards = MadeUpBatches.of(network, 2, 5, 3);
    double[] scores = score(ALL, network, values, shards);
    boolean told = false;
    for (Slot slot : network.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double squares = 0;
        double sum = 0;
        for (Batch example : shards.stream().flatMap(s -> singles(s).stream()).toList()) {
          double g = Slopes.by(network, values, example, i);
          squares += g * g;
          sum += g;
        }
        double expected = (double) values[i] * values[i] * squares / (2 * 8);
        assertThat(scores[i]).isCloseTo(expected, within(1e-4 * expected + 1e-9));
        told |= squares > 2 * sum * sum / 8 && expected > 1e-3;
      }
    }
    assertThat(told).as("some square of a sum is another number").isTrue();
  }

  @Test
  void batchNormIsInInferenceModeSinceOneExampleHasNoStatistics() {
    Network network = Drawings.convolutions();
    float[] values = Drawings.values(network, 3);
    List<Batch> shards = MadeUpBatches.of(network, 4, 6);
    double[] scores = score(ALL, network, values, shards);
    double[] w = IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    double[] squares = new double[w.length];
    for (Batch example : singles(shards.get(0))) {
      double[] g =
          ExactNetwork.of(network)
              .pass(w, example, Norms.RUNNING)
              .gradient(CrossEntropy.sum(example.labels()));
      for (int i = 0; i < g.length; i++) {
        squares[i] += g[i] * g[i];
      }
    }
    for (Slot slot : network.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double expected = w[i] * w[i] * squares[i] / 12;
        assertThat(scores[i]).isCloseTo(expected, within(1e-9 * expected + 1e-15));
      }
    }
  }

  @Test
  void scoresGrowWithTheSquareOfTheWeight() {
    Network network = Drawings.dense();
    List<Batch> shards = MadeUpBatches.of(network, 2, 5);
    Evidence evidence =
        new Gathered(
                network,
                Drawings.values(network, 1),
                Mask.full(network.size()),
                WeightUnits.of(network),
                shards)
            .evidence(ALL);
    double[] scores = ALL.weights(evidence);
    float[] tripled = evidence.values().clone();
    for (int i = 0; i < tripled.length; i++) {
      tripled[i] *= -4;
    }
    Evidence other =
        new Evidence(network, evidence.mask(), tripled, evidence.units(), evidence.sums(), 0.5, 1);
    DoubleUnaryOperator times16 = s -> 16 * s;
    assertThat(ALL.weights(other)).containsExactly(Arrays.stream(scores).map(times16).toArray());
  }

  @Test
  void asManyExamplesAreTakenAsAskedAndTheirOrderDoesNotMatter() {
    Network network = Drawings.dense();
    float[] values = Drawings.values(network, 1);
    List<Batch> shards = MadeUpBatches.of(network, 2, 5, 7);
    Batch three = Gathered.some(shards.get(0), List.of(0, 1, 2));
    Batch others = Gathered.some(shards.get(1), List.of(2, 0, 1));
    double[] six = score(new FisherCriterion(6), network, values, shards);
    double[] same = score(ALL, network, values, List.of(three, others));
    for (int i = 0; i < six.length; i++) {
      assertThat(six[i]).isCloseTo(same[i], within(1e-12));
    }
  }

  @Test
  void batchNormBesideAnUnknownOperationIsRefusedByName() {
    Shape s = Shape.of(3);
    Network network =
        new Network(
            "odd",
            s,
            Network.Layout.CHANNELS_FIRST,
            List.of(
                new Operation.BatchNorm("bn", List.of(Network.INPUT), 3, 1e-3, s),
                new Opaque("own", List.of("bn"), "Own", "is unknown", List.of(), s),
                new Operation.Dense("fc", List.of("own"), 3, 3, true),
                new Operation.Activation("softmax", List.of("fc"), Function.SOFTMAX, s)),
            Optional.empty());
    assertThat(ALL.refuses(network, new WeightGranularity()).orElseThrow().line())
        .startsWith(
            "prune.criterion is fisher, which has batch norm in inference mode, and that does not"
                + " know own (Own), expected another criterion");
    assertThat(ALL.refuses(Drawings.convolutions(), new WeightGranularity())).isEmpty();
  }
}
