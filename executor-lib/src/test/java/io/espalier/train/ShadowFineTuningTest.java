package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Shape;
import io.espalier.model.SmallNetworks;
import io.espalier.shard.Batch;
import io.espalier.train.OptimizerSpec.Kind;
import io.espalier.train.sparse.SparseTrainer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShadowFineTuningTest {
  /** Weights {@code [2, 2]} and no biases; what it computes is said by the gradient below. */
  private static final Network NETWORK =
      new Network(
          "four",
          Shape.of(2),
          Network.Layout.CHANNELS_FIRST,
          List.of(
              new Dense("fc", List.of(Network.INPUT), 2, 2, false),
              new Activation("softmax", List.of("fc"), Function.SOFTMAX, Shape.of(2))),
          Optional.empty());

  private static final Batch TWO = new Batch(new float[4], new int[2]);

  /** Plain descent: {@code w ← w - 0.5 g}. */
  private static final Course PLAIN = course(0, 0);

  private static Course course(double momentum, double l2) {
    return Course.plain(
        new OptimizerSpec(Kind.SGD, 0.5, momentum, 0.9, 0.999, 1e-8, l2, 0),
        LearningRate.DEFAULTS,
        100);
  }

  /** Gives always the same mean gradient, and keeps what it was asked at. */
  private static final class Constant implements DenseGradient {
    private final float[] mean;
    private float[] seen;

    Constant(float... mean) {
      this.mean = mean;
    }

    @Override
    public double of(float[] values, Batch batch, long seed, float[] into) {
      seen = values.clone();
      for (int i = 0; i < mean.length; i++) {
        into[i] = batch.size() * mean[i];
      }
      return 1;
    }
  }

  private static ReplicaState state(float... values) {
    return new ReplicaState(values, new float[0][], 0);
  }

  private static ReplicaState after(
      int steps, ShadowRule rule, Mask mask, ReplicaState start, Course course, DenseGradient g) {
    ShadowFineTuning training = new ShadowFineTuning(NETWORK, g, mask, start, rule, course, 7);
    for (int s = 0; s < steps; s++) {
      training.step(TWO);
    }
    return training.finish().state();
  }

  @Nested
  class WhereWhatIsHiddenRests {
    private final Constant gradient = new Constant(1, 1, 1, 1);

    @Test
    void itKeepsItsValueWhateverMomentumAndDecayDoToTheOthers() {
      ReplicaState start =
          new ReplicaState(new float[] {1, 2, 3, 4}, new float[][] {{8, 8, 8, 8}}, 5);
      ReplicaState end =
          after(
              2,
              new ShadowRule.Recovering(),
              Mask.full(4).without(1, 2),
              start,
              course(0.9, 0.1),
              gradient);
      assertThat(end.values()[1]).isEqualTo(2);
      assertThat(end.values()[2]).isEqualTo(3);
      assertThat(end.values()[0]).isNotEqualTo(1);
      assertThat(end.step()).isEqualTo(7);
    }

    @Test
    void theNetworkComputesWithZeros() {
      after(
          3,
          new ShadowRule.Recovering(),
          Mask.full(4).without(0),
          state(9, 1, 1, 1),
          PLAIN,
          gradient);
      // After two steps of 0.5 · 1.
      assertThat(gradient.seen).containsExactly(0, 0, 0, 0);
      after(
          1,
          new ShadowRule.Recovering(),
          Mask.full(4).without(0),
          state(9, 1, 1, 1),
          PLAIN,
          gradient);
      assertThat(gradient.seen).containsExactly(0, 1, 1, 1);
    }
  }

  @Nested
  class WhereItIsSpliced {
    /** METHODS.md: masking the gradient kills splicing. */
    @Test
    void itMovesAlongTheDenseGradientWhileItComputesNothing() {
      Constant gradient = new Constant(-1, 0, 0, 2);
      ReplicaState end =
          after(
              3,
              new ShadowRule.Splicing(),
              Mask.full(4).without(0),
              state(0.5f, 1, 1, 1),
              PLAIN,
              gradient);
      assertThat(end.values()).containsExactly(2, 1, 1, -2);
      assertThat(gradient.seen).containsExactly(0, 1, 1, -1);
    }
  }

  @Nested
  class WithSparseMomentum {
    private static final ShadowRule HALF = new ShadowRule.SparseMomentum(0.5, List.of("fc"));

    /**
     * |w g| is 2, 6, 0.5, 4: the second and the fourth follow. With l2 0.1 the gradients are 0.1, 3
     * + 0.2, 0.01, 1 + 0.4; v = 0.9 v - 0.5 g with v at 1 before.
     */
    @Test
    void onlyTheLargestProductsFollowWhileAllDecayWithMomentum() {
      ReplicaState start =
          new ReplicaState(new float[] {1, 2, 0.1f, 4}, new float[][] {{1, 1, 1, 1}}, 0);
      ReplicaState end =
          after(1, HALF, Mask.full(4), start, course(0.9, 0.1), new Constant(2, 3, -5, 1));
      float[] v = {0.9f - 0.05f, 0.9f - 1.6f, 0.9f - 0.005f, 0.9f - 0.7f};
      assertThat(end.moments()[0]).usingComparatorWithPrecision(1e-6f).containsExactly(v);
      assertThat(end.values())
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(1 + v[0], 2 + v[1], 0.1f + v[2], 4 + v[3]);
    }

    @Test
    void ofEqualProductsTheHigherIndexFollows() {
      ReplicaState end =
          after(1, HALF, Mask.full(4), state(1, 1, 1, 1), PLAIN, new Constant(2, -2, 2, -2));
      assertThat(end.values()).containsExactly(1, 1, 0, 2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.5, 0.75})
    void justAsManyFollowAsAreToSurvive(double sparsity) {
      ReplicaState end =
          after(
              1,
              new ShadowRule.SparseMomentum(sparsity, List.of("fc")),
              Mask.full(4),
              state(1, 1, 1, 1),
              PLAIN,
              new Constant(1e-20f, 3e-9f, -7, 2));
      int moved = 0;
      for (float w : end.values()) {
        moved += w == 1 ? 0 : 1;
      }
      // The two smallest gradients are lost in rounding 1 - 0.5 g.
      assertThat(moved).isEqualTo(Math.min(2, (int) (4 - 4 * sparsity)));
    }

    @Test
    void layersThatAreNotPrunedFollowAlways() {
      ReplicaState end =
          after(
              1,
              new ShadowRule.SparseMomentum(0.5, List.of()),
              Mask.full(4),
              state(1, 1, 1, 1),
              PLAIN,
              new Constant(2, 2, 2, 2));
      assertThat(end.values()).containsExactly(0, 0, 0, 0);
    }
  }

  @Nested
  class WithMovement {
    /**
     * Signed, and of hidden weights too: S = -0.5 · g · w, twice, w moving where it is not hidden.
     */
    @Test
    void scoresFollowTheDenseGradientOfEveryWeight() {
      ReplicaState end =
          after(
              2,
              new ShadowRule.Movement(),
              Mask.full(4).without(0, 1),
              state(2, -2, 4, -4),
              PLAIN,
              new Constant(1, 1, 1, 1));
      assertThat(end.values()).containsExactly(2, -2, 3, -5);
      assertThat(end.moments()).hasDimensions(2, 4);
      // -0.5 (2 + 2), 0.5 (2 + 2), -0.5 (4 + 3.5), 0.5 (4 + 4.5)
      assertThat(end.moments()[1]).containsExactly(-2, 2, -3.75f, 4.25f);
    }

    @Test
    void scoresGoOnFromRoundToRoundWithAndWithoutTheOptimizersMoments() {
      float[] scores = {1, 2, 3, 4};
      for (float[][] rows : new float[][][] {{scores}, {new float[4], scores}}) {
        ReplicaState end =
            after(
                1,
                new ShadowRule.Movement(),
                Mask.full(4),
                new ReplicaState(new float[] {1, 1, 1, 1}, rows, 3),
                PLAIN,
                new Constant(2, 0, -2, 0));
        assertThat(end.moments()[1]).containsExactly(0, 2, 4, 4);
      }
      assertThat(scores).containsExactly(1, 2, 3, 4);
    }
  }

  /**
   * A real network: with nothing hidden it is a usual training, but for the order of a division.
   */
  @Test
  void bothEnginesTrainAsTheyDoWithoutAShadow() {
    Network network = SmallNetworks.conv();
    float[] values = Initializer.values(network, 3);
    List<Batch> batches = MadeUpBatches.of(network, 5, 6, 6, 4);
    try (Trainer sparse = new SparseTrainer(network);
        Trainer dl4j = new Dl4jTrainer(network)) {
      for (Trainer trainer : List.of(sparse, dl4j)) {
        Mask full = Mask.full(values.length);
        float[] usual =
            trainer.fineTune(state(values), full, batches.iterator(), PLAIN, 9).state().values();
        Trainer.FineTuning soft =
            trainer.begin(state(values), full, new ShadowRule.Soft(), PLAIN, 9);
        batches.forEach(soft::step);
        assertThat(soft.finish().state().values())
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly(usual);
      }
    }
  }

  /** What survives trains as if the rest were not there. */
  @Test
  void survivorsOfARestingStateTrainAsSurvivorsAlone() {
    Network network = SmallNetworks.dense();
    float[] values = Initializer.values(network, 3);
    Mask mask = Mask.full(values.length).without(0, 3, 4, 20, 45);
    List<Batch> batches = MadeUpBatches.of(network, 5, 6, 6, 4);
    try (Trainer trainer = new SparseTrainer(network)) {
      float[] alone =
          trainer
              .fineTune(state(Survivors.gather(mask, values)), mask, batches.iterator(), PLAIN, 9)
              .state()
              .values();
      Trainer.FineTuning resting =
          trainer.begin(state(values), mask, new ShadowRule.Recovering(), PLAIN, 9);
      batches.forEach(resting::step);
      float[] dense = resting.finish().state().values();
      assertThat(Survivors.gather(mask, dense))
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(alone);
      for (int i : new int[] {0, 3, 4, 20, 45}) {
        assertThat(dense[i]).isEqualTo(values[i]);
      }
    }
  }
}
