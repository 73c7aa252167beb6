package io.espalier.train.sparse;

import static io.espalier.train.sparse.Sketch.same;
import static io.espalier.train.sparse.Sketch.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.espalier.mask.Mask;
import io.espalier.measure.Digest;
import io.espalier.model.Network;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.shard.Batch;
import io.espalier.train.Course;
import io.espalier.train.DivergedException;
import io.espalier.train.Initializer;
import io.espalier.train.LearningRate;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.OptimizerSpec.Kind;
import io.espalier.train.ReplicaState;
import io.espalier.train.Survivors;
import io.espalier.train.Trainer.FineTuned;
import io.espalier.train.Trainer.FineTuning;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SparseTrainerTest {
  /** A record a pass, and what a step of Java's own libraries may leave. */
  private static final long BYTES_A_STEP = 2048;

  /** Of 50 steps, until the compiler is done, which on a busy machine takes its time. */
  private static final int ROUNDS = 2000;

  private static Network dense() {
    return new Sketch(20)
        .dense(24)
        .act(Function.RELU)
        .dropout(0.4)
        .dense(12)
        .act(Function.TANH)
        .classes(4);
  }

  /** One of everything. */
  private static Network images() {
    Sketch s = new Sketch(2, 8, 8).conv(6, same(3, 1, 1), 1, false).norm().act(Function.RELU);
    String stem = s.last();
    String conv = s.conv(6, window(3, 1, 1, 1), 2, true).act(Function.RELU).dropout(0.2).last();
    s.add(stem, conv).act(Function.SWISH).pool(true, window(2, 2, 0, 1));
    s.conv(8, window(3, 2, 1, 1), 1, true).act(Function.RELU).pool(false, same(2, 1, 1));
    return s.flatten().dense(10).act(Function.RELU).classes(4);
  }

  static Stream<Network> networks() {
    return Stream.of(dense(), images());
  }

  /** Some layers full, some sparse, some between. */
  private static Mask mask(Network network, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int layer = seed;
    Mask mask = Mask.full(network.size());
    for (Network.Slot slot : network.prunable()) {
      int left = List.of(100, 10, 60, 30).get(layer++ % 4);
      mask =
          mask.without(
              IntStream.range(slot.offset(), slot.end())
                  .filter(i -> random.nextInt(100) >= left)
                  .toArray());
    }
    return mask;
  }

  private static FineTuning begin(SparseTrainer trainer, Network network, int seed, Kind kind) {
    Mask mask = mask(network, seed);
    return trainer.begin(
        new ReplicaState(Survivors.gather(mask, Initializer.values(network, 3)), new float[0][], 0),
        mask,
        Course.plain(
            new OptimizerSpec(kind, 0.01, 0.9, 0.9, 0.999, 1e-8, 1e-3, 1e-2),
            LearningRate.DEFAULTS,
            6),
        seed);
  }

  private static FineTuning begin(SparseTrainer trainer, Network network, int seed) {
    return begin(trainer, network, seed, Kind.ADAM);
  }

  private static String text(FineTuned done) {
    return Digest.of(done.state().values())
        + Digest.of(done.state().moments()[0])
        + done.lossSum()
        + done.examples();
  }

  private static List<Batch> batches(Network network) {
    return MadeUpBatches.of(network, 4, 33, 33, 16, 33, 5);
  }

  private static String alone(Network network, int seed) {
    try (SparseTrainer trainer = new SparseTrainer(network)) {
      FineTuning one = begin(trainer, network, seed);
      batches(network).forEach(one::step);
      return text(one.finish());
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void runsAndOpenTrainingsGiveTheSameBits(Network network) {
    List<String> alone = IntStream.range(0, 4).mapToObj(seed -> alone(network, seed)).toList();
    assertThat(alone).doesNotHaveDuplicates();
    try (SparseTrainer trainer = new SparseTrainer(network)) {
      for (int repeat = 0; repeat < 2; repeat++) {
        List<FineTuning> open =
            IntStream.range(0, 4).mapToObj(seed -> begin(trainer, network, seed)).toList();
        for (Batch batch : batches(network)) {
          open.forEach(o -> o.step(batch));
        }
        assertThat(open.stream().map(o -> text(o.finish())).toList()).isEqualTo(alone);
        // What else the trainer does in between leaves no trace.
        float[] other = Initializer.values(network, 99);
        trainer.gradientSum(other, batches(network).iterator());
        trainer.evaluate(other, Mask.full(other.length), batches(network).iterator());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void threadsGiveTheSameBits(Network network) throws Exception {
    List<String> alone = IntStream.range(0, 4).mapToObj(seed -> alone(network, seed)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<String>> together = new ArrayList<>();
      for (int seed = 0; seed < 4; seed++) {
        int own = seed;
        together.add(threads.submit(() -> alone(network, own)));
      }
      for (int seed = 0; seed < 4; seed++) {
        assertThat(together.get(seed).get()).isEqualTo(alone.get(seed));
      }
    } finally {
      threads.shutdown();
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aBatchIsTheSameInRoomForMore(Network network) {
    List<Batch> small = MadeUpBatches.of(network, 8, 7, 20);
    List<Batch> large = MadeUpBatches.of(network, 9, 60);
    float[] values = Initializer.values(network, 5);
    try (SparseTrainer own = new SparseTrainer(network);
        SparseTrainer roomy = new SparseTrainer(network)) {
      for (Batch batch : small) {
        double[] alone = own.gradientSum(values, List.of(batch).iterator());
        double[] first = own.gradientSum(values, large.iterator());
        double[] both = roomy.gradientSum(values, List.of(large.get(0), batch).iterator());
        for (int i = 0; i < alone.length; i++) {
          assertThat(both[i]).as("value %d", i).isEqualTo(first[i] + alone[i]);
        }
        double loss =
            own.evaluate(values, Mask.full(values.length), List.of(batch).iterator()).lossSum();
        double before = own.evaluate(values, Mask.full(values.length), large.iterator()).lossSum();
        assertThat(
                roomy
                    .evaluate(
                        values, Mask.full(values.length), List.of(large.get(0), batch).iterator())
                    .lossSum())
            .isEqualTo(before + loss);
      }
    }
  }

  /** The order of the examples within a batch is all that its smaller siblings may change. */
  @Test
  void stepsOfATailAreThoseOfItsOwnProgram() {
    Network network = new Sketch(3, 5, 5).conv(4, same(3, 1, 1), 1, true).classes(3);
    List<Batch> batches = MadeUpBatches.of(network, 4, 40, 9);
    try (SparseTrainer trainer = new SparseTrainer(network)) {
      FineTuning whole = begin(trainer, network, 1);
      whole.step(batches.get(0));
      FineTuning half = begin(trainer, network, 1);
      half.step(batches.get(0));
      ReplicaState state = half.finish().state();
      FineTuning rest =
          trainer.begin(
              state,
              mask(network, 1),
              Course.plain(
                  new OptimizerSpec(Kind.ADAM, 0.01, 0.9, 0.9, 0.999, 1e-8, 1e-3, 1e-2),
                  LearningRate.DEFAULTS,
                  6),
              1);
      whole.step(batches.get(1));
      rest.step(batches.get(1));
      assertThat(Digest.of(rest.finish().state().values()))
          .isEqualTo(Digest.of(whole.finish().state().values()));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsPrunedStaysZeroAndTheRestTrains(Kind kind) {
    Network network = images();
    Mask mask = mask(network, 1);
    try (SparseTrainer trainer = new SparseTrainer(network)) {
      FineTuning one = begin(trainer, network, 1, kind);
      batches(network).forEach(one::step);
      FineTuned done = one.finish();
      assertThat(done.state().values()).hasSize(mask.survivors(0, mask.size()));
      assertThat(done.state().moments())
          .hasDimensions(kind.moments(), done.state().values().length);
      assertThat(done.state().step()).isEqualTo(5);
      assertThat(done.examples()).isEqualTo(120);
      float[] after = Survivors.scatter(mask, done.state().values());
      float[] before = Initializer.values(network, 3);
      int moved = 0;
      for (int i = 0; i < after.length; i++) {
        if (!mask.survives(i)) {
          assertThat(Float.floatToRawIntBits(after[i])).isZero();
        } else {
          moved += after[i] == before[i] ? 0 : 1;
        }
      }
      int fixed =
          network.slots().stream()
              .filter(s -> !s.parameter().role().trained())
              .mapToInt(Network.Slot::size)
              .sum();
      assertThat(moved).isGreaterThan(9 * (mask.survivors(0, mask.size()) - fixed) / 10);
      assertThat(moved).isLessThanOrEqualTo(mask.survivors(0, mask.size()) - fixed);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aMaskThatChangesIsAsIfItHadAlwaysBeenSo(Network network) {
    Mask first = mask(network, 1);
    // Other layers are sparse and weights grow back that the first mask had pruned.
    Mask second = mask(network, 2);
    float[] values = Initializer.values(network, 3);
    try (SparseTrainer changing = new SparseTrainer(network);
        SparseTrainer fresh = new SparseTrainer(network)) {
      for (Mask mask : List.of(first, second, first)) {
        float[] left = Survivors.gather(mask, values);
        double[] found = changing.gradientSum(left, mask, batches(network).iterator());
        assertThat(found).hasSameSizeAs(left);
        if (mask.equals(second)) {
          assertThat(found).isEqualTo(fresh.gradientSum(left, mask, batches(network).iterator()));
        }
      }
      FineTuning one = begin(changing, network, 2);
      batches(network).forEach(one::step);
      assertThat(text(one.finish())).isEqualTo(alone(network, 2));
    }
  }

  /** What is pruned has a gradient too, by which a method may let it grow back. */
  @ParameterizedTest
  @MethodSource("networks")
  void gradientOfAllAgreesWithThatOfTheSurvivors(Network network) {
    Mask mask = mask(network, 1);
    float[] left = Survivors.gather(mask, Initializer.values(network, 3));
    try (SparseTrainer trainer = new SparseTrainer(network)) {
      double[] all =
          trainer.gradientSum(Survivors.scatter(mask, left), batches(network).iterator());
      double[] some = trainer.gradientSum(left, mask, batches(network).iterator());
      int[] indices = mask.indices();
      for (int k = 0; k < some.length; k++) {
        assertThat(some[k]).isCloseTo(all[indices[k]], within(1e-3));
      }
      assertThat(IntStream.range(0, all.length).filter(i -> !mask.survives(i) && all[i] != 0))
          .hasSizeGreaterThan((all.length - some.length) / 2);
    }
  }

  @Test
  void aNetworkWithNothingLeftTrainsItsBiases() {
    Network network = images();
    Mask mask =
        Mask.full(network.size())
            .without(
                network.prunable().stream()
                    .flatMapToInt(s -> IntStream.range(s.offset(), s.end()))
                    .toArray());
    try (SparseTrainer trainer = new SparseTrainer(network)) {
      FineTuned done =
          trainer.fineTune(
              new ReplicaState(
                  Survivors.gather(mask, Initializer.values(network, 3)), new float[0][], 0),
              mask,
              batches(network).iterator(),
              Course.plain(OptimizerSpec.DEFAULTS, LearningRate.DEFAULTS, 5),
              1);
      assertThat(done.state().values()).hasSize(mask.survivors(0, mask.size()));
    }
  }

  @Test
  void divergenceIsSaidWithItsStep() {
    Network network = dense();
    Mask mask = Mask.full(network.size());
    float[] values = Initializer.values(network, 3);
    Arrays.fill(values, Float.NaN);
    try (SparseTrainer trainer = new SparseTrainer(network)) {
      FineTuning one =
          trainer.begin(
              new ReplicaState(values, new float[0][], 4),
              mask,
              Course.plain(OptimizerSpec.DEFAULTS, LearningRate.DEFAULTS, 9),
              1);
      assertThatThrownBy(() -> one.step(batches(network).get(0)))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("step 5");
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void stepsAllocateNextToNothing(Network network) {
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    List<Batch> batches = batches(network);
    try (SparseTrainer trainer = new SparseTrainer(network)) {
      FineTuning one = begin(trainer, network, 1);
      // Vectors are objects until the compiler has seen every loop.
      long bytes = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS && bytes > 50 * BYTES_A_STEP; round++) {
        long before = memory.getThreadAllocatedBytes(thread);
        for (int step = 0; step < 50; step++) {
          one.step(batches.get(step % batches.size()));
        }
        bytes = memory.getThreadAllocatedBytes(thread) - before;
      }
      assertThat(bytes / 50).as("bytes a step").isLessThan(BYTES_A_STEP);
    }
  }
}
