package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.TestNetworks;
import io.espalier.shard.Batch;
import io.espalier.statistic.BlockFisher;
import io.espalier.statistic.Sums;
import io.espalier.structure.WeightUnits;
import io.espalier.train.Initializer;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.sparse.ReferenceNetwork;
import io.espalier.train.sparse.Sketch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WoodFisherCriterionTest {
  private static final double DAMP = 1e-3;

  /** Six weights in blocks of 4 and 2. */
  private static final Network NETWORK = TestNetworks.dense(3, 2);

  private static final float[] W = {0.5f, -1, 2, 0.25f, 3, -0.75f};
  private static final WoodFisherCriterion CRITERION = new WoodFisherCriterion(4, 20, 1, DAMP);
  private static final double[][] GRADIENTS = gradients(20);

  private static double[][] gradients(int count) {
    SplittableRandom random = new SplittableRandom(4);
    return IntStream.range(0, count)
        .mapToObj(i -> random.doubles(6, -1, 1).toArray())
        .toArray(double[][]::new);
  }

  /** The upper triangles of both blocks of the survivors' outer products. */
  private static Evidence evidence(Mask mask, float[] values) {
    double[] sums = new double[21];
    int at = 0;
    for (int[] block : new int[][] {{0, 4}, {4, 6}}) {
      for (int a = mask.next(block[0]); a < block[1]; a = mask.next(a + 1)) {
        for (int b = a; b < block[1]; b = mask.next(b + 1)) {
          for (double[] g : GRADIENTS) {
            sums[at] += g[a] * g[b];
          }
          at++;
        }
      }
    }
    return new Evidence(
        NETWORK,
        mask,
        values,
        WeightUnits.of(NETWORK),
        Map.of(new BlockFisher(4, 20, 1), new Sums(Arrays.copyOf(sums, at), 20, GRADIENTS.length)),
        0.5,
        1);
  }

  /**
   * F⁻¹ gradient by gradient, as published: {@code F⁻¹ −= (F⁻¹g)(F⁻¹g)ᵀ / (N + gᵀF⁻¹g)} from I /
   * damp.
   */
  private static double[][] woodbury(int from, int to) {
    int n = to - from;
    double[][] inverse = new double[n][n];
    for (int i = 0; i < n; i++) {
      inverse[i][i] = 1 / DAMP;
    }
    for (double[] all : GRADIENTS) {
      double[] g = Arrays.copyOfRange(all, from, to);
      double[] fg = new double[n];
      double norm = GRADIENTS.length;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          fg[i] += inverse[i][j] * g[j];
        }
        norm += g[i] * fg[i];
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          inverse[i][j] -= fg[i] * fg[j] / norm;
        }
      }
    }
    return inverse;
  }

  @Test
  void agreesWithTheRecursionOfThePaper() {
    double[] scores = CRITERION.weights(evidence(Mask.full(6), W));
    double[][] first = woodbury(0, 4);
    double[][] second = woodbury(4, 6);
    for (int q = 0; q < 6; q++) {
      double inverse = q < 4 ? first[q][q] : second[q - 4][q - 4];
      // Pitfall: the inverse of the diagonal instead of the diagonal of the inverse.
      assertThat(scores[q]).isCloseTo(W[q] * W[q] / (2 * inverse), within(1e-12));
    }
  }

  @Test
  void theUpdateIsTheSumOverAllThatIsPruned() {
    Mask after = Mask.full(6).without(1, 3, 4);
    float[] updated = CRITERION.compensate(evidence(Mask.full(6), W), after);
    double[][] first = woodbury(0, 4);
    double[][] second = woodbury(4, 6);
    for (int i : new int[] {0, 2}) {
      double move = -W[1] * first[i][1] / first[1][1] - W[3] * first[i][3] / first[3][3];
      assertThat(updated[i]).isCloseTo((float) (W[i] + move), within(1e-6f));
    }
    double move = -W[4] * second[1][0] / second[0][0];
    assertThat(updated[5]).isCloseTo((float) (W[5] + move), within(1e-6f));
    assertThat(new float[] {updated[1], updated[3], updated[4]}).containsOnly(0);
    assertThat(W).containsExactly(0.5f, -1, 2, 0.25f, 3, -0.75f);
  }

  @Test
  void ofOneWeightItIsTheBestThatSurvivorsCanDo() {
    // Brute force: minimise δᵀFδ / 2 with δ_1 = −w_1; the score is the minimum, δw where it lies.
    double[][] f = new double[4][4];
    for (double[] g : GRADIENTS) {
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          f[i][j] += g[i] * g[j] / GRADIENTS.length;
        }
      }
    }
    for (int i = 0; i < 4; i++) {
      f[i][i] += DAMP;
    }
    double[] delta = {0, -W[1], 0, 0};
    for (int sweep = 0; sweep < 2000; sweep++) {
      for (int i : new int[] {0, 2, 3}) {
        double others = 0;
        for (int j = 0; j < 4; j++) {
          others += j == i ? 0 : f[i][j] * delta[j];
        }
        delta[i] = -others / f[i][i];
      }
    }
    double least = 0;
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        least += delta[i] * f[i][j] * delta[j] / 2;
      }
    }
    Evidence evidence = evidence(Mask.full(6), W);
    assertThat(CRITERION.weights(evidence)[1]).isCloseTo(least, within(1e-10));
    float[] updated = CRITERION.compensate(evidence, Mask.full(6).without(1));
    for (int i : new int[] {0, 2, 3}) {
      assertThat(updated[i]).isCloseTo((float) (W[i] + delta[i]), within(1e-5f));
    }
    // The other block does not hear of it.
    assertThat(Arrays.copyOfRange(updated, 4, 6)).containsExactly(3, -0.75f);
  }

  @Test
  void blocksKeepTheirPlacesAndSeeSurvivorsAlone() {
    Mask mask = Mask.full(6).without(0, 2);
    float[] w = {0, -1, 0, 0.25f, 3, -0.75f};
    double[] scores = CRITERION.weights(evidence(mask, w));
    // Two survivors: [F⁻¹]_11 = F_33 / (F_11 F_33 − F_13²)
    double f11 = DAMP;
    double f33 = DAMP;
    double f13 = 0;
    for (double[] g : GRADIENTS) {
      f11 += g[1] * g[1] / 20;
      f33 += g[3] * g[3] / 20;
      f13 += g[1] * g[3] / 20;
    }
    double determinant = f11 * f33 - f13 * f13;
    assertThat(scores[1]).isCloseTo(1 / (2 * f33 / determinant), within(1e-12));
    assertThat(scores[3]).isCloseTo(0.0625 / (2 * f11 / determinant), within(1e-12));
    assertThat(scores[4]).isEqualTo(CRITERION.weights(evidence(Mask.full(6), W))[4]);
    float[] updated = CRITERION.compensate(evidence(mask, w), mask.without(3));
    assertThat(updated[1]).isCloseTo((float) (-1 + 0.25 * f13 / f11), within(1e-6f));
  }

  @Test
  void gradientsOfAConvergedNetworkAreNotTooSmall() {
    WoodFisherCriterion fine = new WoodFisherCriterion(4, 20, 1, 1e-12);
    Sums small = new Sums(new double[13], 20, 20);
    double[] scores =
        fine.weights(Evidences.of(NETWORK, W, Map.of(new BlockFisher(4, 20, 1), small)));
    // No gradients at all: F = damp · I.
    IntStream.range(0, 6)
        .forEach(i -> assertThat(scores[i]).isCloseTo(1e-12 * W[i] * W[i] / 2, within(1e-20)));
  }

  @Test
  void scalesWithTheSquareOfTheWeights() {
    float[] doubled = W.clone();
    IntStream.range(0, 6).forEach(i -> doubled[i] *= 2);
    double[] once = CRITERION.weights(evidence(Mask.full(6), W));
    double[] twice = CRITERION.weights(evidence(Mask.full(6), doubled));
    IntStream.range(0, 6).forEach(i -> assertThat(twice[i]).isEqualTo(4 * once[i]));
  }

  @Test
  void gradientsAreOfSmallBatchesInInferenceModeAndAddUpOverShards() {
    Network network = new Sketch(3).dense(4).norm().act(Function.TANH).classes(3);
    float[] values = Initializer.values(network, 2);
    List<Batch> singles = MadeUpBatches.of(network, 3, 1, 1, 1, 1, 1);
    WoodFisherCriterion criterion = new WoodFisherCriterion(3, 5, 1, DAMP);
    Mask full = Mask.full(network.size());
    Sums together =
        new Observed(network, values, full, List.of(singles))
            .evidence(criterion, 0.5)
            .of(new BlockFisher(3, 5, 1));
    Sums apart =
        new Observed(network, values, full, List.of(singles.subList(0, 2), singles.subList(2, 5)))
            .evidence(criterion, 0.5)
            .of(new BlockFisher(3, 5, 1));
    assertThat(together.batches()).isEqualTo(5);
    assertThat(apart.values()).containsExactly(together.values(), within(1e-14));
    // Pitfall: batch statistics of a single example, whose normalised values are all 0.
    double square = 0;
    for (Batch one : singles) {
      double slope = slope(network, values, one);
      square += slope * slope;
    }
    assertThat(together.values()[0]).isCloseTo(square, within(1e-8)).isPositive();
  }

  /** By weight 0, of a network whose norm, at its initial running statistics, is a scaling. */
  private static double slope(Network network, float[] values, Batch one) {
    Network plain = new Sketch(3).dense(4).act(Function.TANH).classes(3);
    double[] w = new double[plain.size()];
    int at = 0;
    for (Slot slot : network.slots()) {
      if (!slot.parameter().name().startsWith("o1.")) {
        for (int i = slot.offset(); i < slot.end(); i++) {
          boolean first = slot.operation().name().equals("o0");
          w[at++] = values[i] / (first ? Math.sqrt(1 + 1e-3) : 1);
        }
      }
    }
    w[0] += 1e-5;
    double up = ReferenceNetwork.loss(plain, w, one);
    w[0] -= 2e-5;
    return (up - ReferenceNetwork.loss(plain, w, one)) / 2e-5 / Math.sqrt(1 + 1e-3);
  }
}
