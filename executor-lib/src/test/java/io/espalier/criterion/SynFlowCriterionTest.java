package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.structure.WeightUnits;
import io.espalier.train.Initializer;
import io.espalier.train.sparse.Sketch;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SynFlowCriterionTest {
  /** {@code fc1: 2 → 2}, rectifier, {@code fc2: 2 → 2}, softmax; biases behind each weight. */
  private static final Network SMALL = new Sketch(2).dense(2).act(Function.RELU).classes(2);

  private static double[] score(Network network, float[] values, double sparsity, int iterations) {
    return score(network, values, Mask.full(network.size()), sparsity, iterations);
  }

  private static double[] score(
      Network network, float[] values, Mask mask, double sparsity, int iterations) {
    return new SynFlowCriterion(iterations)
        .weights(
            new Evidence(network, mask, values, WeightUnits.of(network), Map.of(), sparsity, 1));
  }

  @Test
  void isWhatFlowsThroughAWeightByMagnitudes() {
    // fc1 = [1 −2; 3 0.5], b1 = (0, −1); fc2 = [−1 2; 4 0.25], b2 = (5, −5); the input is (1, 1).
    // Hidden: h1 = 1 + 2 + 0 = 3, h2 = 3 + 0.5 + |−1| = 4.5.
    // dR/dh1 = |−1| + 4 = 5, dR/dh2 = 2 + 0.25 = 2.25: the sum of logits, not of probabilities.
    float[] w = {1, -2, 3, 0.5f, 0, -1, -1, 2, 4, 0.25f, 5, -5};
    double[] scores = score(SMALL, w, 0, 1);
    assertThat(Arrays.copyOf(scores, 4)).containsExactly(5, 10, 6.75, 1.125);
    assertThat(Arrays.copyOfRange(scores, 6, 10)).containsExactly(3, 9, 12, 1.125);
  }

  @Test
  void signsDoNotMatter() {
    Network network = new Sketch(1, 4, 4).conv(3, Sketch.same(3, 1, 1), 1, true).norm().classes(2);
    float[] w = Initializer.values(network, 3);
    float[] turned = w.clone();
    for (int i = 0; i < w.length; i += 2) {
      turned[i] = -w[i];
    }
    assertThat(score(network, turned, 0.8, 5)).containsExactly(score(network, w, 0.8, 5));
  }

  @Test
  void normsAreTheRunningOnesAndNotABatchsOfOneInput() {
    // Pitfall: the batch's own mean of a single input of ones takes everything away.
    Network network = new Sketch(2).norm().classes(2);
    float[] w = {2, 3, 0, 0, -0.5f, 0, 0.25f - 1e-3f, 4 - 1e-3f, 1, 1, 1, 1, 0, 0};
    // x̂ = (1 − |−0.5|) / 0.5 = 1 and 1 / 2; times γ: 2 and 1.5
    assertThat(Arrays.copyOfRange(score(network, w, 0, 1), 8, 12))
        .containsExactly(new double[] {2, 1.5, 2, 1.5}, within(1e-6));
  }

  private static BitSet lowest(Network network, double[] scores, double sparsity) {
    int[] all =
        network.prunable().stream()
            .flatMapToInt(s -> IntStream.range(s.offset(), s.end()))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(i -> i)
            .toArray();
    BitSet gone = new BitSet();
    Arrays.stream(all).limit(Math.round(sparsity * all.length)).forEach(gone::set);
    return gone;
  }

  private static boolean emptiesALayer(Network network, BitSet gone) {
    return network.prunable().stream()
        .anyMatch(s -> gone.get(s.offset(), s.end()).cardinality() == s.size());
  }

  @Test
  void iterationsKeepLayersAliveThatOneShotEmpties() {
    // Pitfall: one shot. A wide layer's weights each carry less than those of a narrow one.
    Network network =
        new Sketch(30)
            .dense(200)
            .act(Function.RELU)
            .dense(200)
            .act(Function.RELU)
            .dense(5)
            .act(Function.RELU)
            .classes(3);
    float[] w = Initializer.values(network, 5);
    double sparsity = 0.9985;
    assertThat(emptiesALayer(network, lowest(network, score(network, w, sparsity, 1), sparsity)))
        .isTrue();
    assertThat(emptiesALayer(network, lowest(network, score(network, w, sparsity, 100), sparsity)))
        .isFalse();
  }

  @Test
  void densitiesFallExponentially() {
    // Pitfall: a linear schedule. After iteration k of 4 towards 0.0625, 0.5^k of 64 are left.
    Network network = new Sketch(8).classes(8);
    double[] scores = score(network, Initializer.values(network, 2), 0.9375, 4);
    Slot layer = network.prunable().get(0);
    for (int k = 1; k < 4; k++) {
      double below = k - 4;
      long gone =
          IntStream.range(layer.offset(), layer.end()).filter(i -> scores[i] < below).count();
      assertThat(gone).isEqualTo(64 - (64 >> k));
    }
  }

  @Test
  void scoresAreTakenAnewOfWhatIsLeft() {
    // Worked as the paper's algorithm by hand: two halvings of SMALL's eight weights.
    float[] w = {1, -2, 3, 0.5f, 0, -1, -1, 2, 4, 0.25f, 5, -5};
    double[] scores = score(SMALL, w, 0.75, 2);
    // First scores: 5, 10, 6.75, 1.125 and 3, 9, 12, 1.125; the lowest four are w3, w9, w6, w0.
    for (int i : new int[] {3, 9, 6, 0}) {
      assertThat(scores[i]).isBetween(-2.0, -1.0);
    }
    // Left: w1 = 2, w2 = 3; w7 = 2, w8 = 4. h1 = 2, h2 = 3 + 1; dR/dh1 = 4, dR/dh2 = 2.
    assertThat(new double[] {scores[1], scores[2], scores[7], scores[8]})
        .containsExactly(8, 6, 8, 8);
  }

  @Test
  void doesNotUnderflowInDeepNetworks() {
    // Pitfall: single precision. 3 · 1e-3 in each of 60 layers is 1e-151 at the end.
    Sketch deep = new Sketch(3);
    for (int l = 0; l < 60; l++) {
      deep.dense(3).act(Function.RELU);
    }
    Network network = deep.classes(2);
    float[] w = new float[network.size()];
    for (Slot slot : network.prunable()) {
      Arrays.fill(w, slot.offset(), slot.end(), 1e-3f);
    }
    double[] scores = score(network, w, 0, 1);
    for (Slot slot : network.prunable()) {
      assertThat(scores[slot.offset()]).isPositive();
    }
  }

  @Test
  void whatIsGoneStaysGoneAndFlowIsConserved() {
    Network network = new Sketch(6).dense(5).act(Function.RELU).dense(4).classes(3);
    float[] w = Initializer.values(network, 9);
    Mask mask = Mask.full(network.size()).without(1, 2, 3);
    for (int i = 1; i <= 3; i++) {
      w[i] = 0;
    }
    double[] scores = score(network, w, mask, 0, 1);
    assertThat(scores[1]).isZero();
    // Without biases every layer carries all of R, so that the layers' scores have equal sums.
    double[] sums =
        network.prunable().stream()
            .mapToDouble(s -> Arrays.stream(scores, s.offset(), s.end()).sum())
            .toArray();
    assertThat(sums[1]).isCloseTo(sums[0], within(1e-12));
    assertThat(sums[2]).isCloseTo(sums[0], within(1e-12));
  }
}
