package io.espalier.train.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Shape;
import io.espalier.model.SmallNetworks;
import io.espalier.model.Zoo;
import io.espalier.model.dl4j.Dl4jNetwork;
import io.espalier.shard.Batch;
import io.espalier.train.Initializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

final class SparseModelTest {
  static Stream<Arguments> networks() {
    Shape digits = Shape.of(1, 28, 28);
    Shape photo = Shape.of(3, 16, 16);
    List<Network> all = new ArrayList<>(SmallNetworks.all());
    all.add(Zoo.network("lenet-300-100", digits, 10));
    all.add(Zoo.network("lenet-5", digits, 10));
    all.add(Zoo.network("vgg-small", photo, 10));
    all.add(Zoo.network("resnet-20", photo, 10));
    return all.stream().flatMap(n -> Stream.of(0.3, 0.95).map(s -> Arguments.of(n, s)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void givesDl4jsProbabilitiesAtAnyNumberOfExamples(Network network, double sparsity) {
    float[] values = pruned(network, sparsity);
    SparseModel model = new SparseModel(network, values);
    try (Dl4jNetwork dl4j = new Dl4jNetwork(network, false)) {
      dl4j.setValues(values);
      for (int n : new int[] {1, 2, 7, 128, 131}) {
        float[] x = features(network, n);
        float[] expected = dl4j.outputs(Nd4j.create(x, extents(network, n)));
        assertThat(model.probabilities(x, n)).as(n + " examples").hasSize(expected.length);
        near(model.probabilities(x, n), expected, 1e-4f);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void takesExamplesInEitherOrder(Network network, double sparsity) {
    SparseModel model = new SparseModel(network, pruned(network, sparsity));
    for (int n : new int[] {1, 7, 128, 140}) {
      float[] x = features(network, n);
      float[] rows = new float[n * network.classes()];
      float[] innermost = new float[rows.length];
      model.logits(x, n, rows);
      InnermostBatch batch = model.innermost(n);
      batch.fill(new Batch(x, new int[n]).innermost());
      for (int run = 0; run < 2; run++) {
        Arrays.fill(innermost, Float.NaN);
        model.logits(batch, innermost);
        assertThat(innermost).as("run %d of %d examples", run, n).containsExactly(rows);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void takesFeaturesOneByOne(Network network, double sparsity) {
    SparseModel model = new SparseModel(network, pruned(network, sparsity));
    int n = 70;
    int size = network.input().size();
    float[] x = features(network, n);
    InnermostBatch batch = model.innermost(n);
    for (int e = n - 1; e >= 0; e--) {
      for (int f = 0; f < size; f++) {
        batch.set(f, e, x[e * size + f]);
      }
    }
    float[] rows = new float[n * network.classes()];
    float[] innermost = new float[rows.length];
    model.logits(x, n, rows);
    model.logits(batch, innermost);
    assertThat(innermost).containsExactly(rows);
    assertThatThrownBy(() -> batch.set(0, n, 1)).hasMessageContaining("example 70 of 70");
  }

  @Test
  void anotherModelsBatchIsRefused() {
    Network network = Zoo.network("lenet-300-100", Shape.of(1, 8, 8), 7);
    float[] values = pruned(network, 0.5);
    InnermostBatch batch = new SparseModel(network, values).innermost(3);
    SparseModel other = new SparseModel(network, values);
    assertThatThrownBy(() -> other.logits(batch, new float[21]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another model's");
  }

  /** What a teacher tells a shard is what its network says of each example, in order. */
  @Test
  void theTrainersScoresAreTheModels() {
    Network network = Zoo.network("lenet-300-100", Shape.of(1, 8, 8), 7);
    float[] values = pruned(network, 0.5);
    float[] x = features(network, 70);
    float[] expected = new float[70 * 7];
    new SparseModel(network, values).logits(x, 70, expected);
    List<Batch> batches =
        List.of(
            new Batch(Arrays.copyOf(x, 48 * 64), new int[48]),
            new Batch(Arrays.copyOfRange(x, 48 * 64, x.length), new int[22]));
    try (SparseTrainer trainer = new SparseTrainer(network)) {
      near(trainer.logits(values, Mask.full(values.length), batches.iterator()), expected, 1e-4f);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void anExamplesScoresAreTheSameBitsAloneAndInABatch(Network network, double sparsity) {
    SparseModel model = new SparseModel(network, pruned(network, sparsity));
    assertThatScoresAloneAreThoseOfTheBatch(model);
  }

  private static void assertThatScoresAloneAreThoseOfTheBatch(SparseModel model) {
    Network network = model.network();
    int n = 70;
    float[] x = features(network, n);
    float[] together = new float[n * network.classes()];
    model.logits(x, n, together);
    for (int e = 0; e < n; e += 23) {
      assertThat(model.logits(example(network.input().size(), x, e)))
          .containsExactly(example(network.classes(), together, e));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 17, 300})
  void rowsThatShareTheirInputsGiveTheSameBits(int outputs) {
    Operation hidden = new Dense("d1", List.of(Network.INPUT), 50, outputs, true);
    Operation relu = new Activation("r", List.of("d1"), Function.RELU, Shape.of(outputs));
    Operation last = new Dense("d2", List.of("r"), outputs, 4, true);
    Operation softmax = new Activation("s", List.of("d2"), Function.SOFTMAX, Shape.of(4));
    Network network =
        new Network(
            "blocks",
            Shape.of(50),
            Network.Layout.CHANNELS_FIRST,
            List.of(hidden, relu, last, softmax),
            Optional.empty());
    float[] values = Initializer.values(network, 5);
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < 50; i++) {
        if ((i * 7 + o / 16) % 5 != 0) {
          values[o * 50 + i] = 0;
        }
      }
    }
    assertThatScoresAloneAreThoseOfTheBatch(new SparseModel(network, values));
  }

  @Test
  void whatOneCallLeavesReachesNoOther() {
    Network network = Zoo.network("lenet-5", Shape.of(1, 28, 28), 10);
    float[] values = pruned(network, 0.9);
    SparseModel used = new SparseModel(network, values);
    float[] huge = new float[128 * 784];
    java.util.Arrays.fill(huge, Float.NaN);
    used.probabilities(huge, 128);
    used.probabilities(huge, 1);
    for (int n : new int[] {1, 120}) {
      float[] x = features(network, n);
      assertThat(used.probabilities(x, n))
          .containsExactly(new SparseModel(network, values).probabilities(x, n));
    }
  }

  @Test
  void threadsDoNotDisturbEachOther() throws Exception {
    Network network = Zoo.network("lenet-300-100", Shape.of(1, 28, 28), 10);
    SparseModel model = new SparseModel(network, pruned(network, 0.9));
    float[] x = features(network, 64);
    float[][] alone = new float[64][];
    for (int e = 0; e < alone.length; e++) {
      alone[e] = model.logits(example(784, x, e));
    }
    float[] together = model.probabilities(x, 64);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Void>> calls = new ArrayList<>();
      for (int t = 0; t < 200; t++) {
        int e = t % 64;
        calls.add(
            () -> {
              assertThat(model.logits(example(784, x, e))).containsExactly(alone[e]);
              assertThat(model.probabilities(x, 64)).containsExactly(together);
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(calls)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void saysHowSparseItIsAndWhatItCannotTake() {
    Network network = SmallNetworks.dense();
    SparseModel model = new SparseModel(network, pruned(network, 0.5));
    assertThat(model.sparsity()).isCloseTo(0.5, within(0.02));
    assertThatThrownBy(() -> model.logits(new float[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("4 features, expected at least 5");
  }

  private static void near(float[] found, float[] expected, float tolerance) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i])
          .as("value %d", i)
          .isCloseTo(expected[i], within(tolerance * Math.max(1f, Math.abs(expected[i]))));
    }
  }

  private static float[] example(int size, float[] x, int e) {
    return java.util.Arrays.copyOfRange(x, e * size, (e + 1) * size);
  }

  private static long[] extents(Network network, int n) {
    return LongStream.concat(
            LongStream.of(n),
            Dl4jNetwork.takes(network).dims().stream().mapToLong(Integer::longValue))
        .toArray();
  }

  /** Random values, running statistics and biases too, every so many weights 0. */
  private static float[] pruned(Network network, double sparsity) {
    float[] values = Initializer.values(network, 3);
    SplittableRandom random = new SplittableRandom(4);
    for (Network.Slot slot : network.slots()) {
      double due = 0;
      for (int i = slot.offset(); i < slot.end(); i++) {
        if (slot.prunable()) {
          due += sparsity;
          values[i] = due >= 1 ? 0 : values[i];
          due = due >= 1 ? due - 1 : due;
        } else {
          values[i] += (float) (0.2 * random.nextDouble());
        }
      }
    }
    return values;
  }

  private static float[] features(Network network, int n) {
    SplittableRandom random = new SplittableRandom(n);
    float[] x = new float[n * network.input().size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (2 * random.nextDouble() - 1);
    }
    return x;
  }
}
