package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.shard.Batch;
import io.espalier.statistic.Gathering;
import io.espalier.structure.WeightUnits;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.Trainer;
import io.espalier.train.sparse.Sketch;
import io.espalier.train.sparse.SparseTrainer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From examples to scores, through the trainer that gathers gradients on the executors. */
class SnipCriterionTest {
  private static final SnipCriterion SNIP = new SnipCriterion();

  private static double[] score(Network network, float[] values, List<Batch> shards) {
    return SNIP.weights(
        new Gathered(network, values, Mask.full(network.size()), WeightUnits.of(network), shards)
            .evidence(SNIP));
  }

  /** Four times the same example, a batch of its own. */
  private static Batch four(int label, float... example) {
    float[] features = new float[4 * example.length];
    IntStream.range(0, features.length).forEach(i -> features[i] = example[i % example.length]);
    return new Batch(features, new int[] {label, label, label, label});
  }

  private static Batch behind(Batch first, Batch second) {
    float[] features =
        Arrays.copyOf(first.features(), first.features().length + second.features().length);
    System.arraycopy(
        second.features(), 0, features, first.features().length, second.features().length);
    return new Batch(
        features,
        IntStream.concat(Arrays.stream(first.labels()), Arrays.stream(second.labels())).toArray());
  }

  static List<List<Batch>> divisions() {
    Batch one = four(0, 1, 3);
    Batch other = four(1, 1, 1);
    return List.of(List.of(behind(one, other)), List.of(one, other), List.of(other, one));
  }

  /**
   * Pitfall: the absolute value of a batch's gradient, or of a shard's. Both rows are alike, so
   * that both classes have probability ½ and {@code g = Σ (½ - [label is k]) x}: by the first input
   * 4 (-½) and 4 · ½, by the second 4 (-3/2) and 4 · ½. Together they are 0 and -4 of 8 examples;
   * magnitudes added up would be 4 and 8.
   */
  @ParameterizedTest
  @MethodSource("divisions")
  void whatBatchesAndShardsDisagreeOnCancels(List<Batch> shards) {
    Network network = new Sketch(2).classes(2);
    float[] values = {1, 2, 1, 2, 0, 0};
    assertThat(score(network, values, shards))
        .containsExactly(new double[] {0, 2 * 4 / 8.0, 0, 2 * 4 / 8.0, 0, 0}, within(1e-12));
  }

  /** Pitfall: a pass in training mode that leaves a batch's statistics behind. */
  @Test
  void lookingAtABatchNormDoesNotMoveItsRunningStatistics() {
    Network network = Drawings.convolutions();
    Mask full = Mask.full(network.size());
    float[] survivors = Drawings.values(network, 3);
    float[] before = survivors.clone();
    List<Batch> batches = MadeUpBatches.of(network, 4, 8, 8);
    try (Trainer trainer = new SparseTrainer(network)) {
      double loss = trainer.evaluate(survivors, full, batches.iterator()).lossSum();
      new Gathering(network, survivors, full, trainer)
          .of(SNIP.statistics(network), 8, sampling -> batches.iterator());
      assertThat(survivors).containsExactly(before);
      assertThat(trainer.evaluate(survivors, full, batches.iterator()).lossSum()).isEqualTo(loss);
    }
  }

  @Test
  void isTheProductWithTheSlopeOfTheMeanLossOfAllExamples() {
    Network network = Drawings.dense();
    float[] values = Drawings.values(network, 1);
    List<Batch> shards = MadeUpBatches.of(network, 2, 8, 6);
    double[] scores = score(network, values, shards);
    double together = 0;
    double apart = 0;
    for (Slot slot : network.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double sum = 0;
        for (Batch shard : shards) {
          for (Batch batch : Gathered.batches(shard)) {
            double slope = batch.size() * Slopes.by(network, values, batch, i);
            sum += slope;
            apart += Math.abs(values[i] * slope) / 14;
          }
        }
        double expected = Math.abs(values[i] * sum) / 14;
        together += expected;
        assertThat(scores[i]).as("weight %d", i).isCloseTo(expected, within(1e-5));
      }
    }
    assertThat(apart).as("what magnitudes of batches come to").isGreaterThan(1.3 * together);
  }
}
