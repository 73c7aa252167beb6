package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.shard.Batch;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.statistic.TemperedGradient;
import io.espalier.statistic.TemperedHessian;
import io.espalier.train.Initializer;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.sparse.ReferenceNetwork;
import io.espalier.train.sparse.Sketch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GraspCriterionTest {
  private static final Network NETWORK = new Sketch(4).dense(5).act(Function.TANH).classes(3);
  private static final float[] VALUES = Initializer.values(NETWORK, 1);
  private static final Mask FULL = Mask.full(NETWORK.size());
  private static final List<Batch> BATCHES = MadeUpBatches.of(NETWORK, 2, 6, 6, 4);

  /** The published temperature makes gradients so flat that sums hardly differ from the first. */
  private static final double TEMPERATURE = 2;

  private static final GraspCriterion GRASP = new GraspCriterion(25, TEMPERATURE);

  private static double[] score(List<List<Batch>> shards) {
    return GRASP.weights(new Observed(NETWORK, VALUES, FULL, shards).evidence(GRASP, 0.5));
  }

  /** CE(f / T) of all batches, from the independent reference's logits. */
  private static double loss(double[] w) {
    double loss = 0;
    for (Batch batch : BATCHES) {
      double[][] logits = ReferenceNetwork.scores(NETWORK, w, batch);
      for (int e = 0; e < logits.length; e++) {
        double total = 0;
        for (double f : logits[e]) {
          total += Math.exp(f / TEMPERATURE);
        }
        loss += Math.log(total) - logits[e][batch.labels()[e]] / TEMPERATURE;
      }
    }
    return loss;
  }

  private static double[] slopes(double[] w, double step) {
    double[] slopes = new double[w.length];
    for (Slot slot : NETWORK.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double[] moved = w.clone();
        moved[i] = w[i] + step;
        double up = loss(moved);
        moved[i] = w[i] - step;
        slopes[i] = (up - loss(moved)) / (2 * step);
      }
    }
    return slopes;
  }

  private static double[] exact() {
    double[] w = new double[VALUES.length];
    for (int i = 0; i < w.length; i++) {
      w[i] = VALUES[i];
    }
    return w;
  }

  @Test
  void isTheWeightTimesTheSlopeOfTheGradientAlongItself() {
    // Hg = d/dt ∇L(w + t g): finite differences of finite differences, with no share in our code.
    double[] w = exact();
    double[] g = slopes(w, 1e-4);
    double[] up = w.clone();
    double[] down = w.clone();
    for (int i = 0; i < w.length; i++) {
      up[i] += 1e-3 * g[i];
      down[i] -= 1e-3 * g[i];
    }
    double[] gradientUp = slopes(up, 1e-4);
    double[] gradientDown = slopes(down, 1e-4);
    double[] scores = score(List.of(BATCHES));
    for (Slot slot : NETWORK.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double hg = (gradientUp[i] - gradientDown[i]) / 2e-3;
        assertThat(scores[i]).as("weight %d", i).isCloseTo(w[i] * hg, within(1e-5));
      }
    }
  }

  @Test
  void whatGoesFirstLetsTheGradientsNormGrowMost() {
    // Pitfalls: the wrong end, and magnitudes. To first order |g|² moves by −2 w·(Hg) where w goes.
    double[] w = exact();
    double[] scores = score(List.of(BATCHES));
    double before = square(slopes(w, 1e-4));
    double agreeing = 0;
    double weights = 0;
    for (Slot slot : NETWORK.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double[] less = w.clone();
        less[i] *= 1 - 1e-4;
        double change = (square(slopes(less, 1e-4)) - before) / 1e-4;
        assertThat(change).isCloseTo(-2 * scores[i], within(1e-3 + 0.02 * Math.abs(scores[i])));
        agreeing += Math.signum(change) == -Math.signum(scores[i]) ? 1 : 0;
        weights++;
      }
    }
    assertThat(agreeing / weights).isGreaterThan(0.9);
    assertThat(scores).satisfies(s -> assertThat(min(s)).isNegative());
  }

  private static double min(double[] scores) {
    return Arrays.stream(scores).min().orElseThrow();
  }

  private static double square(double[] g) {
    double sum = 0;
    for (double v : g) {
      sum += v * v;
    }
    return sum;
  }

  @Test
  void theGradientOfAllShardsIsSummedBeforeTheProduct() {
    // Pitfall: a product with each shard's own gradient gives Σ Hₛgₛ instead of (Σ H)(Σ g).
    double[] together = score(List.of(BATCHES));
    double[] apart = score(List.of(BATCHES.subList(0, 1), BATCHES.subList(1, 3)));
    double[] turned = score(List.of(BATCHES.subList(1, 3), BATCHES.subList(0, 1)));
    for (int i = 0; i < together.length; i++) {
      assertThat(apart[i]).isCloseTo(together[i], within(1e-12));
      assertThat(turned[i]).isCloseTo(together[i], within(1e-12));
    }
  }

  @Test
  void aShardsOwnScoreUsesTheVectorOfAll() {
    TemperedGradient gradient = new TemperedGradient(TEMPERATURE, 25);
    double[] whole = new double[NETWORK.size()];
    double[] own = new double[NETWORK.size()];
    own[0] = 3;
    Map<Statistic, Sums> sums =
        Map.of(
            gradient,
            new Sums(own, 2, 1),
            new TemperedHessian(gradient, whole),
            new Sums(own, 2, 1));
    assertThat(GRASP.weights(Evidences.of(NETWORK, VALUES, sums))[0]).isEqualTo(3.0 * VALUES[0]);
  }

  @Test
  void theTemperatureIsNotForgotten() {
    Observed data = new Observed(NETWORK, VALUES, FULL, List.of(BATCHES));
    GraspCriterion published = new GraspCriterion(25, 200);
    GraspCriterion cold = new GraspCriterion(25, 1);
    double[] hot = published.weights(data.evidence(published, 0.5));
    double[] plain = cold.weights(data.evidence(cold, 0.5));
    // g shrinks by T and H by T at least, the squares by T⁴; forgotten in one of them, by T² or so.
    assertThat(square(hot)).isLessThan(square(plain) / Math.pow(200, 4)).isPositive();
  }

  /** The authors score in training mode; running statistics at initialisation say nothing. */
  @Test
  void normsAreThoseOfTheBatch() {
    Network network = new Sketch(4).dense(5).norm().act(Function.TANH).classes(3);
    float[] values = Initializer.values(network, 1);
    List<Batch> batches = MadeUpBatches.of(network, 2, 6, 6);
    double[] scores = scoreOf(network, values, batches);
    for (String running : List.of("o1.mean", "o1.variance")) {
      Slot slot = network.slot(running);
      Arrays.fill(values, slot.offset(), slot.end(), 7);
    }
    assertThat(scoreOf(network, values, batches)).containsExactly(scores);
    assertThat(Arrays.stream(scores)).anyMatch(s -> Math.abs(s) > 1e-3);
  }

  private static double[] scoreOf(Network network, float[] values, List<Batch> batches) {
    Mask full = Mask.full(network.size());
    return GRASP.weights(
        new Observed(network, values, full, List.of(batches)).evidence(GRASP, 0.5));
  }

  @Test
  void prunedWeightsAndBiasesHaveNoPart() {
    Mask mask = FULL.without(0, 3);
    float[] values = VALUES.clone();
    values[0] = 0;
    values[3] = 0;
    double[] scores =
        GRASP.weights(new Observed(NETWORK, values, mask, List.of(BATCHES)).evidence(GRASP, 0.5));
    assertThat(scores[0]).isZero();
    Slot bias = NETWORK.slots().get(1);
    for (int i = bias.offset(); i < bias.end(); i++) {
      assertThat(scores[i]).isZero();
    }
  }
}
