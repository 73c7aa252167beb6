package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.input.InputException;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Add;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Flatten;
import io.espalier.model.Operation.Pool;
import io.espalier.model.Operation.Window;
import io.espalier.model.Shape;
import io.espalier.model.SmallNetworks;
import io.espalier.model.Zoo;
import io.espalier.shard.Batch;
import io.espalier.train.sparse.Sketch;
import io.espalier.train.sparse.SparseTrainer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class Dl4jTrainerTest {
  private static final LearningRate CONSTANT = LearningRate.DEFAULTS;

  static List<Network> networks() {
    return List.of(
        dense(), convolutional(), residual(), SmallNetworks.conv(), SmallNetworks.residual());
  }

  private static Network dense() {
    return network(
        "dense",
        Shape.of(5),
        new Dense("fc1", List.of("input"), 5, 4, true),
        new Activation("fc1-tanh", List.of("fc1"), Function.TANH, Shape.of(4)),
        new Dense("fc2", List.of("fc1-tanh"), 4, 3, true),
        new Activation("softmax", List.of("fc2"), Function.SOFTMAX, Shape.of(3)));
  }

  private static Network convolutional() {
    return network(
        "convolutional",
        Shape.of(2, 6, 6),
        new Convolution(
            "conv", List.of("input"), 2, 3, Window.square(3, 1, 0), 1, true, Shape.of(3, 4, 4)),
        new Activation("conv-tanh", List.of("conv"), Function.TANH, Shape.of(3, 4, 4)),
        new Pool("pool", List.of("conv-tanh"), false, Window.square(2, 2, 0), Shape.of(3, 2, 2)),
        new Flatten("flatten", List.of("pool"), Shape.of(12)),
        new Dense("fc", List.of("flatten"), 12, 3, true),
        new Activation("softmax", List.of("fc"), Function.SOFTMAX, Shape.of(3)));
  }

  private static Network residual() {
    return network(
        "residual",
        Shape.of(2, 4, 4),
        new Convolution(
            "conv", List.of("input"), 2, 2, Window.square(3, 1, 1), 1, false, Shape.of(2, 4, 4)),
        new BatchNorm("bn", List.of("conv"), 2, 1e-5, Shape.of(2, 4, 4)),
        new Activation("bn-tanh", List.of("bn"), Function.TANH, Shape.of(2, 4, 4)),
        new Add("add", List.of("bn-tanh", "input"), Shape.of(2, 4, 4)),
        new Flatten("flatten", List.of("add"), Shape.of(32)),
        new Dense("fc", List.of("flatten"), 32, 3, true),
        new Activation("softmax", List.of("fc"), Function.SOFTMAX, Shape.of(3)));
  }

  private static Network network(String name, Shape input, Operation... operations) {
    return new Network(
        name, input, Network.Layout.CHANNELS_FIRST, List.of(operations), Optional.empty());
  }

  private static Batch batch(Network network, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[size * network.input().size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (random.nextDouble() * 2 - 1);
    }
    int[] labels = random.ints(size, 0, network.classes()).toArray();
    return new Batch(x, labels);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAgreeWithFiniteDifferences(Network network) {
    float[] values = Initializer.values(network, 3);
    Batch batch = batch(network, 6, 5);
    try (Dl4jTrainer trainer = new Dl4jTrainer(network)) {
      double[] gradient = trainer.gradientSum(values, List.of(batch).iterator());
      SplittableRandom random = new SplittableRandom(9);
      for (int probe = 0; probe < 40; probe++) {
        int i = random.nextInt(values.length);
        if (trained(network, i)) {
          double expected = difference(trainer, values, batch, i);
          assertThat(gradient[i]).as("value %d", i).isCloseTo(expected, within(2e-2));
        }
      }
      assertThat(java.util.Arrays.stream(gradient).map(Math::abs).max().orElse(0))
          .isGreaterThan(0.1);
    }
  }

  private static boolean trained(Network network, int index) {
    return network.slots().stream()
        .anyMatch(s -> s.offset() <= index && index < s.end() && s.parameter().role().trained());
  }

  /** Central difference of the training loss, which one step of SGD at rate 0 reports. */
  private static double difference(Dl4jTrainer trainer, float[] values, Batch batch, int i) {
    float h = 4e-3f;
    float[] up = values.clone();
    up[i] += h;
    float[] down = values.clone();
    down[i] -= h;
    return (loss(trainer, up, batch) - loss(trainer, down, batch)) / ((double) up[i] - down[i]);
  }

  private static double loss(Dl4jTrainer trainer, float[] values, Batch batch) {
    OptimizerSpec still =
        new OptimizerSpec(OptimizerSpec.Kind.SGD, 1e-30, 0, 0.9, 0.999, 1e-8, 0, 0);
    return trainer
        .fineTune(
            new ReplicaState(values, new float[0][], 0),
            Mask.full(values.length),
            List.of(batch).iterator(),
            Course.plain(still, CONSTANT, 1),
            1)
        .lossSum();
  }

  @ParameterizedTest
  @EnumSource(OptimizerSpec.Kind.class)
  void prunedWeightsStayExactlyZeroWhateverTheOptimizer(OptimizerSpec.Kind kind) {
    Network network = convolutional();
    float[] values = Initializer.values(network, 1);
    Network.Slot weight = network.slot("fc.weight");
    int[] pruned = {weight.offset(), weight.offset() + 7, weight.end() - 1, 0, 5};
    Mask mask = Mask.full(values.length).without(pruned);
    OptimizerSpec spec = new OptimizerSpec(kind, 0.05, 0.9, 0.9, 0.999, 1e-8, 0.01, 0.01);
    try (Dl4jTrainer trainer = new Dl4jTrainer(network)) {
      // Moments of a longer life: the state before pruning, shrunk.
      ReplicaState before =
          tune(
              trainer,
              new ReplicaState(values, new float[0][], 0),
              Mask.full(values.length),
              network,
              spec);
      ReplicaState after =
          tune(
              trainer,
              Survivors.shrink(before, Mask.full(values.length), mask),
              mask,
              network,
              spec);

      float[] all = Survivors.scatter(mask, after.values());
      for (int i : pruned) {
        assertThat(Float.floatToRawIntBits(all[i])).isZero();
      }
      assertThat(after.step()).isEqualTo(6);
      assertThat(after.moments()).hasDimensions(kind.moments(), mask.indices().length);
      assertThat(all[1]).isNotEqualTo(before.values()[1]);
    }
  }

  private static ReplicaState tune(
      Dl4jTrainer trainer, ReplicaState start, Mask mask, Network network, OptimizerSpec spec) {
    return trainer
        .fineTune(
            start,
            mask,
            List.of(batch(network, 8, 1), batch(network, 8, 2), batch(network, 8, 3)).iterator(),
            Course.plain(spec, CONSTANT, 6),
            1)
        .state();
  }

  @Test
  void givesTheSameBitsWhateverItComputedBefore() {
    Network network = residual();
    float[] values = Initializer.values(network, 1);
    ReplicaState start = new ReplicaState(values, new float[0][], 0);
    Mask full = Mask.full(values.length);
    try (Dl4jTrainer fresh = new Dl4jTrainer(network);
        Dl4jTrainer used = new Dl4jTrainer(network)) {
      used.evaluate(
          Initializer.values(network, 99),
          Mask.full(network.size()),
          List.of(batch(network, 5, 4)).iterator());
      tune(
          used,
          new ReplicaState(Initializer.values(network, 7), new float[0][], 0),
          full,
          network,
          OptimizerSpec.DEFAULTS);

      assertThat(tune(used, start, full, network, OptimizerSpec.DEFAULTS).values())
          .containsExactly(tune(fresh, start, full, network, OptimizerSpec.DEFAULTS).values());
    }
  }

  @Test
  void aDivergingCandidateSaysAtWhichStep() {
    Network network = dense();
    OptimizerSpec wild =
        new OptimizerSpec(OptimizerSpec.Kind.SGD, 1e39, 0.9, 0.9, 0.999, 1e-8, 0, 0);
    try (Dl4jTrainer trainer = new Dl4jTrainer(network)) {
      ReplicaState start = new ReplicaState(Initializer.values(network, 1), new float[0][], 0);
      assertThatThrownBy(() -> tune(trainer, start, Mask.full(network.size()), network, wild))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("step");
    }
  }

  @Test
  void momentsAreThoseOfTheInputComputedByHand() {
    // A 1×1 convolution with weights 1, 0 / 0, 2 and no bias: channel 0 is x0, channel 1 twice x1.
    Network network =
        network(
            "moments",
            Shape.of(2, 2, 1),
            new Convolution(
                "conv",
                List.of("input"),
                2,
                2,
                Window.square(1, 1, 0),
                1,
                false,
                Shape.of(2, 2, 1)),
            new BatchNorm("bn", List.of("conv"), 2, 1e-5, Shape.of(2, 2, 1)),
            new Flatten("flatten", List.of("bn"), Shape.of(4)),
            new Dense("fc", List.of("flatten"), 4, 2, true),
            new Activation("softmax", List.of("fc"), Function.SOFTMAX, Shape.of(2)));
    float[] values = Initializer.values(network, 1);
    System.arraycopy(new float[] {1, 0, 0, 2}, 0, values, 0, 4);
    Batch batch = new Batch(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, new int[] {0, 1});
    try (Dl4jTrainer trainer = new Dl4jTrainer(network)) {
      Moments m =
          trainer.moments(values, Mask.full(values.length), "bn", List.of(batch).iterator());

      // channel 0: 1, 2, 5, 6: mean 3.5, squares 17; channel 1: 6, 8, 14, 16: mean 11, squares 68
      assertThat(m.count()).isEqualTo(4);
      assertThat(m.mean()).containsExactly(3.5, 11);
      assertThat(m.squares()).containsExactly(17, 68);
    }
  }

  @Test
  void everyZooNetworkTrainsAStep() {
    for (String name : Zoo.names()) {
      Network network = Zoo.network(name, Shape.of(1, 28, 28), 10);
      try (Dl4jTrainer trainer = new Dl4jTrainer(network)) {
        ReplicaState start = new ReplicaState(Initializer.values(network, 1), new float[0][], 0);
        ReplicaState after =
            trainer
                .fineTune(
                    start,
                    Mask.full(network.size()),
                    List.of(batch(network, 2, 1)).iterator(),
                    Course.plain(OptimizerSpec.DEFAULTS, CONSTANT, 1),
                    1)
                .state();
        assertThat(after.values()).as(name).isNotEqualTo(start.values());
      }
    }
  }

  /** DL4J and the sparse engine smooth labels alike; neither knows how the other does it. */
  @Test
  void smoothedLabelsGiveTheSparseEnginesStep() {
    Network network = SmallNetworks.residual();
    ReplicaState start = new ReplicaState(Initializer.values(network, 3), new float[0][], 0);
    Recipe recipe =
        new Recipe(
            OptimizerSpec.DEFAULTS,
            CONSTANT,
            new Objective(Objective.Kind.CROSS_ENTROPY, 0.2, 4, 0),
            Penalties.NONE,
            0);
    List<Batch> batches = MadeUpBatches.of(network, 6, 8);
    try (Trainer dl4j = new Dl4jTrainer(network);
        Trainer sparse = new SparseTrainer(network)) {
      Mask mask = Mask.full(network.size());
      Course course = new Course(recipe, 1);
      Trainer.FineTuned one = dl4j.fineTune(start, mask, batches.iterator(), course, 1);
      Trainer.FineTuned two = sparse.fineTune(start, mask, batches.iterator(), course, 1);
      assertThat(one.lossSum()).isCloseTo(two.lossSum(), within(1e-4));
      assertThat(one.state().values()).containsExactly(two.state().values(), within(1e-5f));
      Trainer.FineTuned plain =
          sparse.fineTune(
              start,
              mask,
              batches.iterator(),
              Course.plain(OptimizerSpec.DEFAULTS, CONSTANT, 1),
              1);
      assertThat(two.lossSum()).isNotCloseTo(plain.lossSum(), within(1e-3));
    }
  }

  @Test
  void aTeacherIsRefused() {
    Network network = SmallNetworks.dense();
    Recipe recipe =
        new Recipe(
            OptimizerSpec.DEFAULTS,
            CONSTANT,
            new Objective(Objective.Kind.CROSS_ENTROPY, 0, 4, 0.5),
            Penalties.NONE,
            0);
    ReplicaState start = new ReplicaState(Initializer.values(network, 3), new float[0][], 0);
    try (Trainer trainer = new Dl4jTrainer(network)) {
      assertThatThrownBy(
              () -> trainer.begin(start, Mask.full(network.size()), new Course(recipe, 1), 1))
          .hasMessage("DL4J learns from labels alone, not from a teacher");
    }
  }

  /** DL4J's softmax of an image goes along its width. */
  @Test
  void aSoftmaxOverChannelsIsRefused() {
    Network network =
        new Sketch(2, 4, 4)
            .conv(3, Sketch.window(3, 1, 1, 1), 1, true)
            .act(Function.SOFTMAX)
            .classes(3);
    assertThatThrownBy(
            () ->
                new Dl4jTrainer(network)
                    .denseGradient(Course.plain(OptimizerSpec.DEFAULTS, CONSTANT, 1)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "layer o1 is a softmax over the channels of 3x4x4, expected one over a dense layer's"
                + " features: DL4J's goes along an image's width");
  }
}
