package io.espalier.train.sparse;

import static io.espalier.train.sparse.Sketch.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Shape;
import io.espalier.model.SmallNetworks;
import io.espalier.model.Zoo;
import io.espalier.shard.Batch;
import io.espalier.train.Course;
import io.espalier.train.Dl4jTrainer;
import io.espalier.train.Initializer;
import io.espalier.train.LearningRate;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.Moments;
import io.espalier.train.Objective;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.OptimizerSpec.Kind;
import io.espalier.train.Penalties;
import io.espalier.train.Recipe;
import io.espalier.train.ReplicaState;
import io.espalier.train.Survivors;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** DL4J, which computes in dense matrices, comes to the same. */
final class AgainstDl4jTest {
  private static final int STEPS = 100;

  private static final LearningRate COSINE = new LearningRate(LearningRate.Kind.COSINE, 0.1);
  private static final Penalties PENALTIES = new Penalties(1e-5, 1e-5, 0);

  private static Network lenet300() {
    return Zoo.network("lenet-300-100", Shape.of(1, 6, 6), 4);
  }

  private static Network lenet5() {
    return Zoo.network("lenet-5", Shape.of(1, 16, 16), 4);
  }

  /** The zoo's small VGG at a quarter of its width, without dropout. */
  private static Network vgg() {
    Sketch s = new Sketch(2, 6, 6);
    for (int block = 1; block <= 2; block++) {
      for (int i = 0; i < 2; i++) {
        s.conv(8 * block, same(3, 1, 1), 1, false).norm().act(Function.RELU);
      }
      s.pool(true, Sketch.window(2, 2, 0, 1));
    }
    return s.flatten().dense(32).act(Function.RELU).classes(4);
  }

  /** Two residual blocks, the second with a strided shortcut. */
  private static Network resnet() {
    Sketch s = new Sketch(2, 6, 6).conv(6, same(3, 1, 1), 1, false).norm().act(Function.RELU);
    for (int stride = 1; stride <= 2; stride++) {
      int channels = 6 * stride;
      String from = s.last();
      String main =
          s.conv(channels, same(3, stride, 1), 1, false)
              .norm()
              .act(Function.RELU)
              .conv(channels, same(3, 1, 1), 1, false)
              .norm()
              .last();
      String shortcut =
          stride == 1
              ? from
              : s.from(from).conv(channels, same(1, stride, 1), 1, false).norm().last();
      s.add(main, shortcut).act(Function.RELU);
    }
    return s.globalPool(false).classes(4);
  }

  /** One of each kind of layer that DL4J has, of those whose gradients are tested. */
  private static final List<String> LAYERS =
      List.of(
          "conv padded",
          "conv dilated",
          "conv strided, padded",
          "conv same, dilated",
          "conv unequal",
          "max pool strided, padded",
          "average pool padded",
          "average pool strided, padded",
          "average pool same, strided",
          "global max",
          "global average",
          "norm of a dense layer",
          "norms between convolutions",
          "three readers", // which a sum and a concatenation join
          "twice the same");

  static Stream<Arguments> fineTunes() {
    Kind[] kinds = Kind.values();
    List<Arguments> runs = new ArrayList<>();
    for (Kind kind : kinds) {
      runs.add(run("lenet-300-100", lenet300(), kind, 45 * (runs.size() % 3)));
    }
    runs.add(run("vgg", vgg(), Kind.SGD, 90));
    runs.add(run("lenet-5", lenet5(), Kind.NESTEROV, 0));
    runs.add(run("resnet", resnet(), Kind.ADAM, 50));
    Map<String, Network> small = GradientsTest.networks();
    Stream<String> activations = Stream.of(Function.values()).map(f -> "dense " + f);
    Stream.concat(LAYERS.stream(), activations)
        .forEach(
            name -> {
              // Each optimizer and each share of pruned weights meets images, graphs, activations.
              int n = runs.size();
              runs.add(run(name, small.get(name), kinds[n % kinds.length], 30 * (n % 3)));
            });
    Objective smoothed = new Objective(Objective.Kind.CROSS_ENTROPY, 0.2, 4, 0);
    runs.add(Arguments.of("smoothed labels", lenet300(), Kind.SGD, 50, smoothed));
    Objective squared = new Objective(Objective.Kind.MSE, 0, 4, 0);
    runs.add(Arguments.of("squared error", lenet300(), Kind.ADAM, 50, squared));
    runs.add(Arguments.of("squared error", small.get("three readers"), Kind.ADAMW, 30, squared));
    Objective both = new Objective(Objective.Kind.MSE, 0.2, 4, 0);
    runs.add(Arguments.of("squared error, smoothed", lenet300(), Kind.RMSPROP, 0, both));
    return runs.stream();
  }

  private static Arguments run(String name, Network network, Kind kind, int pruned) {
    return Arguments.of(name, network, kind, pruned, Objective.PLAIN);
  }

  private static Mask mask(Network network, int percent) {
    int[] weights =
        network.prunable().stream()
            .flatMapToInt(s -> IntStream.range(s.offset(), s.end()))
            .toArray();
    SplittableRandom random = new SplittableRandom(percent);
    return Mask.full(network.size())
        .without(Arrays.stream(weights).filter(i -> random.nextInt(100) < percent).toArray());
  }

  /** Examples whose classes can be learnt: each has its own pattern, with noise. */
  private static List<Batch> batches(Network network, int count, int size) {
    float[] patterns = MadeUpBatches.of(network, 1, network.classes()).get(0).features();
    int width = network.input().size();
    int[] sizes = new int[count];
    Arrays.fill(sizes, size);
    sizes[count - 1] = size - 5;
    List<Batch> batches = MadeUpBatches.of(network, 2, sizes);
    for (Batch batch : batches) {
      for (int i = 0; i < batch.features().length; i++) {
        float pattern = patterns[batch.labels()[i / width] * width + i % width];
        batch.features()[i] = 0.3f * batch.features()[i] + 0.5f * pattern;
      }
    }
    return batches;
  }

  private static OptimizerSpec spec(Kind kind) {
    double rate =
        switch (kind) {
          case SGD, NESTEROV -> 0.01;
          case ADAM, ADAMW -> 1e-3;
          case RMSPROP -> 2e-4;
        };
    return new OptimizerSpec(kind, rate, 0.9, 0.9, 0.999, 1e-4, 1e-4, 1e-2);
  }

  /** Loss of every step, and what became of the parameters. */
  private record Run(double[] losses, Trainer.FineTuned end) {}

  private static Run run(
      Trainer trainer, Network network, Mask mask, Recipe recipe, List<Batch> batches) {
    ReplicaState state =
        new ReplicaState(Survivors.gather(mask, Initializer.values(network, 3)), new float[0][], 0);
    double[] losses = new double[batches.size()];
    Course course = new Course(recipe, losses.length);
    Trainer.FineTuned end = null;
    for (int i = 0; i < losses.length; i++) {
      Trainer.FineTuning one = trainer.begin(state, mask, course, 7);
      one.step(batches.get(i));
      end = one.finish();
      losses[i] = end.lossSum() / end.examples();
      state = end.state();
    }
    return new Run(losses, end);
  }

  @ParameterizedTest(name = "{0}, {2}, {3}% pruned")
  @MethodSource("fineTunes")
  void lossesOfEveryStepAgree(
      String name, Network network, Kind kind, int pruned, Objective objective) {
    Recipe recipe = new Recipe(spec(kind), COSINE, objective, PENALTIES, 0);
    Mask mask = mask(network, pruned);
    List<Batch> batches = batches(network, STEPS, 20);
    try (Trainer dense = new Dl4jTrainer(network);
        Trainer sparse = new SparseTrainer(network)) {
      Run expected = run(dense, network, mask, recipe, batches);
      Run found = run(sparse, network, mask, recipe, batches);
      for (int i = 0; i < STEPS; i++) {
        assertThat(found.losses()[i])
            .as("step %d", i)
            .isCloseTo(expected.losses()[i], within(1e-3 * expected.losses()[i]));
      }
      double first = Arrays.stream(found.losses()).limit(10).average().orElseThrow();
      double last = Arrays.stream(found.losses()).skip(STEPS - 10).average().orElseThrow();
      assertThat(last).isLessThan(0.99 * first);
      float[] all = Survivors.scatter(mask, found.end().state().values());
      Trainer.Score score =
          sparse.evaluate(all, Mask.full(all.length), batches.subList(95, 100).iterator());
      Trainer.Score reference =
          dense.evaluate(all, Mask.full(all.length), batches.subList(95, 100).iterator());
      assertThat(score.lossSum())
          .isCloseTo(reference.lossSum(), within(1e-4 * reference.lossSum()));
      assertThat(score.correct()).isEqualTo(reference.correct());
      assertThat(score.examples()).isEqualTo(95);
    }
  }

  static Stream<Network> networks() {
    return Stream.concat(
        Stream.of(lenet300(), lenet5(), vgg(), resnet()), SmallNetworks.all().stream());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientSumsAndMomentsAgree(Network network) {
    float[] values = Initializer.values(network, 5);
    List<Batch> batches = batches(network, 3, 20);
    try (Trainer dense = new Dl4jTrainer(network);
        Trainer sparse = new SparseTrainer(network)) {
      double[] expected = dense.gradientSum(values, batches.iterator());
      double[] found = sparse.gradientSum(values, batches.iterator());
      double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).as("value %d", i).isCloseTo(expected[i], within(1e-4 * largest));
      }
      for (Operation.BatchNorm norm : network.batchNorms()) {
        Moments m =
            sparse.moments(values, Mask.full(values.length), norm.name(), batches.iterator());
        Moments reference =
            dense.moments(values, Mask.full(values.length), norm.name(), batches.iterator());
        assertThat(m.count()).isEqualTo(reference.count());
        assertThat(m.mean()).containsExactly(reference.mean(), within(1e-5));
        assertThat(m.variance()).containsExactly(reference.variance(), within(1e-5));
      }
    }
  }
}
