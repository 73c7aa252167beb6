package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.TestNetworks;
import io.espalier.scope.Bounds;
import io.espalier.scope.GlobalScope;
import io.espalier.scope.PruneRequest;
import io.espalier.scope.PruneTarget;
import io.espalier.scope.Pruner;
import io.espalier.structure.WeightUnits;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LampCriterionTest {
  private static double[] score(Network network, float... values) {
    return new LampCriterion().weights(Evidences.of(network, values));
  }

  private static float[] random(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] w = new float[n];
    for (int i = 0; i < n; i++) {
      w[i] = (float) (0.1 * random.nextDouble() - 0.05);
    }
    return w;
  }

  @Test
  void scoresAreSharesWorkedOutByHandAndEachLayerHasItsOwn() {
    // fc1: squares 9, 1, 4, 16; fc2: 1, 4.
    assertThat(score(TestNetworks.dense(2, 2, 1), 3, -1, 2, -4, 1, 2))
        .containsExactly(9 / 25.0, 1 / 30.0, 4 / 29.0, 1, 1 / 5.0, 1);
  }

  @Test
  void equalMagnitudesRankByIndexAndZerosScoreZero() {
    assertThat(score(TestNetworks.dense(3, 1), 1, -1, 1)).containsExactly(1 / 3.0, 1 / 2.0, 1);
    assertThat(score(TestNetworks.dense(3, 1), 0, -0f, 0)).containsExactly(0, 0, 0);
  }

  @Test
  void prunedWeightsScoreZeroAndAreInNoSum() {
    Network network = TestNetworks.dense(3, 1);
    Mask mask = Mask.full(3).without(0);
    float[] values = {0, 1, 2};
    Evidence evidence =
        new Evidence(network, mask, values, WeightUnits.of(network), Map.of(), 0.5, 1);
    assertThat(new LampCriterion().weights(evidence)).containsExactly(0, 1 / 5.0, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8})
  void keepsTheOrderOfMagnitudesAndGivesTheLargestExactlyOne(long seed) {
    float[] w = random(40_000, seed);
    double[] scores = score(TestNetworks.dense(200, 200), w);
    int[] byMagnitude =
        IntStream.range(0, w.length)
            .boxed()
            .sorted((a, b) -> Float.compare(Math.abs(w[a]), Math.abs(w[b])))
            .mapToInt(Integer::intValue)
            .toArray();
    // A running sum taken from the total is 0 or less at the top, in float and nearly so in double.
    assertThat(scores[byMagnitude[w.length - 1]]).isEqualTo(1.0);
    for (int i = 1; i < w.length; i++) {
      assertThat(scores[byMagnitude[i]]).isGreaterThan(scores[byMagnitude[i - 1]]);
    }
  }

  @Test
  void scalingALayerByAPowerOfTwoChangesNoBit() {
    float[] w = random(900, 4);
    float[] scaled = w.clone();
    for (int i = 0; i < 600; i++) {
      scaled[i] *= 1f / 1024;
    }
    Network network = TestNetworks.dense(30, 20, 15);
    assertThat(score(network, scaled)).containsExactly(score(network, w));
  }

  @Test
  void permutingALayerPermutesItsScores() {
    float[] w = random(600, 5);
    float[] turned = new float[600];
    for (int i = 0; i < 600; i++) {
      turned[i] = w[(i * 7 + 3) % 600];
    }
    Network network = TestNetworks.dense(30, 20);
    double[] scores = score(network, w);
    double[] expected =
        IntStream.range(0, 600).mapToDouble(i -> scores[(i * 7 + 3) % 600]).toArray();
    assertThat(score(network, turned)).containsExactly(expected);
  }

  @Test
  void globallyALayerOfTinyWeightsKeepsItsShareWhereMagnitudeTakesItAll() {
    Network network = TestNetworks.dense(20, 20, 20);
    float[] w = random(800, 6);
    for (int i = 0; i < 400; i++) {
      w[i] *= 1e-4f;
    }
    assertThat(left(network, new LampCriterion(), w)).isBetween(20, 60);
    assertThat(left(network, new MagnitudeL1Criterion(), w)).isEqualTo(1);
  }

  /** How many of the first layer's weights survive when nine in ten go. */
  private static int left(Network network, WeightCriterion criterion, float[] w) {
    PruneRequest request =
        new PruneRequest(
            new PruneTarget.Sparsity(0.9), new GlobalScope(), List.of(), Map.of(), Bounds.NONE);
    double[] scores = criterion.weights(Evidences.of(network, w));
    return Pruner.prune(WeightUnits.of(network), scores, Mask.full(w.length), request)
        .mask()
        .survivors(0, 400);
  }
}
