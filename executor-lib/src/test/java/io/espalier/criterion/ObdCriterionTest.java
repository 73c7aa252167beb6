package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.exact.CrossEntropy;
import io.espalier.exact.ExactNetwork;
import io.espalier.exact.ExactPass;
import io.espalier.exact.Norms;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.TestNetworks;
import io.espalier.shard.Batch;
import io.espalier.statistic.GaussNewtonDiagonal;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.train.Initializer;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.sparse.Sketch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ObdCriterionTest {
  private static final Network NETWORK = new Sketch(3).dense(4).act(Function.TANH).classes(3);
  private static final float[] VALUES = Initializer.values(NETWORK, 1);
  private static final Mask FULL = Mask.full(NETWORK.size());
  private static final List<Batch> BATCHES = MadeUpBatches.of(NETWORK, 2, 6, 6, 4);
  private static final ObdCriterion GAUSS_NEWTON = new ObdCriterion(true, 1, 0);

  private static double[] score(Criterion criterion, float[] values, List<List<Batch>> shards) {
    Evidence evidence = new Observed(NETWORK, values, FULL, shards).evidence(criterion, 0.5);
    return ((WeightCriterion) criterion).weights(evidence);
  }

  @Test
  void isTheExactChangeOfAQuadraticLoss() {
    // L(w) = (w − w*)ᵀ A (w − w*) / 2 at w = w*: setting w_k to 0 moves L by A_kk w_k² / 2.
    Network network = TestNetworks.dense(2, 2);
    float[] w = {0.5f, -2, 1.5f, 3};
    double[][] a = {{4, 1, 0, -2}, {1, 2, 0.5, 0}, {0, 0.5, 7, 1}, {-2, 0, 1, 9}};
    double[] diagonal = {3 * 4, 3 * 2, 3 * 7, 3 * 9};
    double[] scores =
        GAUSS_NEWTON.weights(
            Evidences.of(network, w, Map.of(new GaussNewtonDiagonal(0), new Sums(diagonal, 3, 1))));
    for (int k = 0; k < 4; k++) {
      double[] moved = new double[4];
      moved[k] = -w[k];
      double change = 0;
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          change += moved[i] * a[i][j] * moved[j] / 2;
        }
      }
      assertThat(scores[k]).isCloseTo(change, within(1e-12));
    }
  }

  /**
   * The mean loss's Hessian, column by column; its own tests compare it with finite differences.
   */
  private static double[][] hessian(boolean gaussNewton) {
    double[] w = new double[VALUES.length];
    for (int i = 0; i < w.length; i++) {
      w[i] = VALUES[i];
    }
    double[][] h = new double[w.length][w.length];
    for (Batch batch : BATCHES) {
      ExactPass pass = ExactNetwork.of(NETWORK).pass(w, batch, Norms.RUNNING);
      CrossEntropy loss = CrossEntropy.sum(batch.labels());
      for (int i = 0; i < w.length; i++) {
        double[] e = new double[w.length];
        e[i] = 1;
        double[] column = gaussNewton ? pass.gaussNewtonTimes(loss, e) : pass.hessianTimes(loss, e);
        for (int j = 0; j < w.length; j++) {
          h[i][j] += column[j] / 16;
        }
      }
    }
    return h;
  }

  @Test
  void gaussNewtonIsTheMeanOverAllExamplesOfAllShards() {
    double[][] h = hessian(true);
    double[] scores = score(GAUSS_NEWTON, VALUES, List.of(BATCHES));
    double[] apart =
        score(GAUSS_NEWTON, VALUES, List.of(BATCHES.subList(0, 1), BATCHES.subList(1, 3)));
    for (Slot slot : NETWORK.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double expected = h[i][i] * VALUES[i] * VALUES[i] / 2;
        // Pitfall: w·h instead of w²·h, or one example's h instead of all.
        assertThat(scores[i]).isCloseTo(expected, within(1e-12));
        assertThat(apart[i]).isCloseTo(expected, within(1e-12));
        assertThat(scores[i]).isNotNegative();
      }
    }
  }

  @Test
  void hutchinsonsEstimateComesNearTheTrueDiagonal() {
    double[][] h = hessian(false);
    int draws = 4000;
    double[] scores = score(new ObdCriterion(false, draws, 0), VALUES, List.of(BATCHES));
    for (Slot slot : NETWORK.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double variance = 0;
        for (Slot other : NETWORK.prunable()) {
          for (int j = other.offset(); j < other.end(); j++) {
            variance += i == j ? 0 : h[i][j] * h[i][j];
          }
        }
        double half = VALUES[i] * VALUES[i] / 2.0;
        double error = 4.5 * Math.sqrt(variance / draws) * half;
        assertThat(scores[i]).isCloseTo(h[i][i] * half, within(error + 1e-12));
      }
    }
  }

  @Test
  void allShardsSeeTheSameSigns() {
    // With signs of its own, a shard's zHz would be another estimate; sums of products then differ.
    ObdCriterion one = new ObdCriterion(false, 1, 0);
    double[] together = score(one, VALUES, List.of(BATCHES));
    double[] apart = score(one, VALUES, List.of(BATCHES.subList(0, 1), BATCHES.subList(1, 3)));
    for (int i = 0; i < together.length; i++) {
      assertThat(apart[i]).isCloseTo(together[i], within(1e-12));
    }
  }

  @Test
  void scalingAWeightsSquareScalesItsScore() {
    double[] h = new double[NETWORK.size()];
    Arrays.fill(h, 2);
    float[] doubled = VALUES.clone();
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] *= 2;
    }
    Map<Statistic, Sums> sums = Map.of(new GaussNewtonDiagonal(0), new Sums(h, 1, 1));
    double[] once = GAUSS_NEWTON.weights(Evidences.of(NETWORK, VALUES, sums));
    double[] twice = GAUSS_NEWTON.weights(Evidences.of(NETWORK, doubled, sums));
    for (int i = 0; i < once.length; i++) {
      assertThat(twice[i]).isEqualTo(4 * once[i]);
    }
  }
}
