package io.espalier.train.sparse;

import static io.espalier.train.sparse.Sketch.same;
import static io.espalier.train.sparse.Sketch.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Border;
import io.espalier.model.Operation.Window;
import io.espalier.shard.Batch;
import io.espalier.train.Course;
import io.espalier.train.Initializer;
import io.espalier.train.LearningRate;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.ReplicaState;
import io.espalier.train.Survivors;
import io.espalier.train.Trainer.FineTuned;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation's gradient is the slope of the loss, which {@link ReferenceNetwork} computes in
 * double precision; under full masks, under masks whose layers still run dense, and sparse ones.
 */
final class GradientsTest {
  /** Short, so that hardly any rectifier or maximum switches within; the loss is in double. */
  private static final double STEP = 1e-7;

  private static final int PROBES = 12;

  /** Networks of one kind of layer each, by its name. */
  static Map<String, Network> networks() {
    Map<String, Network> all = new LinkedHashMap<>();
    all.put("dense", new Sketch(19).dense(13).act(Function.TANH).dense(17).classes(3));
    all.put("no hidden layer", new Sketch(2, 3, 3).classes(4));
    windows().forEach((name, w) -> all.put("conv " + name, conv(w, 1)));
    all.put("conv grouped", conv(window(3, 1, 1, 1), 2));
    all.put("conv grouped, strided", conv(same(3, 2, 1), 2));
    all.put("conv of every channel alone", conv(window(3, 2, 1, 1), 4));
    for (boolean max : new boolean[] {true, false}) {
      String kind = max ? "max" : "average";
      windows().forEach((name, w) -> all.put(kind + " pool " + name, pool(max, w)));
      all.put(
          "global " + kind,
          new Sketch(2, 5, 4)
              .conv(6, window(3, 1, 1, 1), 1, true)
              .globalPool(max)
              .act(Function.TANH)
              .classes(3));
    }
    for (Function f : Function.values()) {
      all.put("dense " + f, new Sketch(9).dense(12).act(f).classes(3));
      all.put("conv " + f, conv(f));
      all.put("pooled " + f, pooled(f));
      all.put("twice " + f, new Sketch(9).dense(12).act(Function.SIGMOID).act(f).classes(3));
    }
    all.putAll(normalized());
    all.putAll(graphs());
    return all;
  }

  private static Map<String, Window> windows() {
    Map<String, Window> all = new LinkedHashMap<>();
    all.put("plain", window(3, 1, 0, 1));
    all.put("padded", window(3, 1, 1, 1));
    all.put("strided", window(2, 2, 0, 1));
    all.put("strided, padded", window(3, 2, 1, 1));
    all.put("stride above kernel", window(1, 2, 0, 1));
    all.put("dilated", window(2, 1, 1, 2));
    all.put("same, even kernel", same(2, 1, 1));
    all.put("same, strided", same(3, 2, 1));
    all.put("same, dilated", same(3, 1, 2));
    all.put("unequal", new Window(2, 3, 2, 1, 1, 1, 1, 1, Border.EXPLICIT));
    return all;
  }

  private static Network conv(Window w, int groups) {
    return new Sketch(2, 7, 6)
        .conv(4, window(1, 1, 0, 1), 1, true)
        .act(Function.TANH)
        .conv(8, w, groups, true)
        .act(Function.RELU)
        .classes(3);
  }

  private static Network conv(Function f) {
    return new Sketch(2, 5, 4)
        .conv(4, window(3, 1, 1, 1), 1, true)
        .act(f)
        .conv(3, window(3, 1, 1, 1), 1, true)
        .classes(3);
  }

  private static Network pool(boolean max, Window w) {
    return new Sketch(2, 7, 6)
        .conv(3, window(3, 1, 1, 1), 1, true)
        .pool(max, w)
        .conv(4, window(3, 1, 1, 1), 1, true)
        .classes(3);
  }

  private static Network pooled(Function f) {
    return new Sketch(2, 6, 6)
        .conv(4, window(3, 1, 0, 1), 1, true)
        .pool(true, window(2, 2, 0, 1))
        .act(f)
        .classes(3);
  }

  private static Map<String, Network> normalized() {
    Map<String, Network> all = new LinkedHashMap<>();
    all.put("norm of a dense layer", new Sketch(9).dense(8).norm().act(Function.RELU).classes(3));
    all.put("norm of the input", new Sketch(2, 4, 5).norm().classes(3));
    all.put(
        "norms between convolutions",
        new Sketch(2, 5, 4)
            .conv(4, window(3, 1, 1, 1), 1, false)
            .norm()
            .act(Function.RELU)
            .conv(4, same(3, 2, 1), 1, false)
            .norm()
            .act(Function.TANH)
            .classes(3));
    return all;
  }

  private static Map<String, Network> graphs() {
    Map<String, Network> all = new LinkedHashMap<>();
    all.put("three readers", threeReaders());
    all.put("twice the same", twice());
    all.put("of the input", ofTheInput());
    all.put("flatten beside a padded conv", flattenBeside());
    all.put("flattened input beside a padded conv", flattenedInput());
    Sketch pool = new Sketch(2, 4, 4).conv(4, window(3, 1, 1, 1), 1, true);
    String conv = pool.last();
    String small = pool.pool(true, same(3, 1, 1)).last();
    all.put("norm beside a pool", pool.from(conv).norm().add(small, pool.last()).classes(3));
    Sketch point = new Sketch(3, 2, 2).conv(6, window(2, 1, 0, 1), 1, true).act(Function.TANH);
    String one = point.last();
    String left = point.conv(4, window(3, 1, 1, 1), 1, true).last();
    point.from(one).conv(4, window(1, 1, 0, 1), 1, true);
    all.put("point beside a padded conv", point.add(left, point.last()).classes(3));
    return all;
  }

  /** One activation feeds two convolutions and a sum, whose output is pooled and concatenated. */
  private static Network threeReaders() {
    Sketch s = new Sketch(2, 5, 5).conv(4, window(3, 1, 1, 1), 1, true).act(Function.RELU);
    String stem = s.last();
    String a = s.conv(4, window(3, 1, 1, 1), 1, true).act(Function.TANH).last();
    String b = s.from(stem).conv(4, same(5, 1, 1), 1, false).norm().last();
    String sum = s.add(a, stem, b).act(Function.RELU).last();
    String pooled = s.pool(false, window(3, 1, 1, 1)).last();
    return s.concat(sum, pooled, a).globalPool(false).classes(3);
  }

  private static Network twice() {
    Sketch s = new Sketch(7).dense(6).act(Function.TANH);
    String a = s.last();
    String doubled = s.add(a, a).last();
    return s.concat(doubled, doubled, a).classes(3);
  }

  private static Network ofTheInput() {
    Sketch s = new Sketch(2, 4, 4).pool(true, same(2, 1, 1));
    String pooled = s.last();
    String sum = s.add(pooled, Network.INPUT).last();
    String conv = s.conv(2, window(3, 1, 1, 1), 1, true).last();
    return s.concat(conv, sum, Network.INPUT).act(Function.SWISH).classes(3);
  }

  private static Network flattenBeside() {
    Sketch s = new Sketch(2, 4, 5).conv(3, window(3, 1, 1, 1), 1, true).act(Function.RELU);
    String image = s.last();
    String flat = s.flatten().dense(5).last();
    s.from(image).conv(5, window(3, 1, 1, 1), 1, true).globalPool(true);
    return s.add(flat, s.last()).act(Function.TANH).classes(3);
  }

  private static Network flattenedInput() {
    Sketch s = new Sketch(2, 4, 5).flatten().dense(5);
    String flat = s.last();
    s.from(Network.INPUT).conv(5, window(3, 1, 1, 1), 1, true).globalPool(false);
    return s.concat(flat, s.last()).classes(3);
  }

  static Stream<Arguments> all() {
    int[] sizes = {1, 7, 16, 33};
    List<Arguments> all = new ArrayList<>();
    for (Map.Entry<String, Network> n : networks().entrySet()) {
      boolean norm = !n.getValue().batchNorms().isEmpty();
      // The first differs from network to network, so that each meets three masks and two sizes.
      int size = sizes[all.size() % 4];
      all.add(Arguments.of(n.getKey(), n.getValue(), 100, norm && size == 1 ? 7 : size));
      all.add(Arguments.of(n.getKey(), n.getValue(), 65, 7));
      all.add(Arguments.of(n.getKey(), n.getValue(), 30, 33));
    }
    return all.stream();
  }

  private static Mask mask(Network network, int left) {
    SplittableRandom random = new SplittableRandom(left);
    BitSet gone = new BitSet();
    for (Network.Slot slot : network.prunable()) {
      IntStream.range(slot.offset(), slot.end())
          .filter(i -> random.nextInt(100) >= left)
          .forEach(gone::set);
    }
    return Mask.full(network.size()).without(gone);
  }

  /** Nothing is 0 or 1, so that biases and normalisations count. */
  private static float[] values(Network network) {
    float[] values = Initializer.values(network, 3);
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (0.2 * random.nextDouble() - 0.1);
    }
    return values;
  }

  @ParameterizedTest(name = "{0}, {2}% left, batch of {3}")
  @MethodSource("all")
  void gradientIsTheLossesSlope(String name, Network network, int left, int size) {
    Mask mask = mask(network, left);
    float[] values = Survivors.scatter(mask, Survivors.gather(mask, values(network)));
    Batch batch = MadeUpBatches.of(network, 6, size).get(0);
    double[] exact = IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    try (SparseTrainer trainer = new SparseTrainer(network)) {
      FineTuned one = step(trainer, mask, values, batch);
      assertThat(one.lossSum())
          .isCloseTo(ReferenceNetwork.loss(network, exact, batch), within(2e-6 * size));
      double[] sum = trainer.gradientSum(values, List.of(batch).iterator());
      // Without momentum, at rate 1, the optimizer's moment is the negative mean gradient.
      float[] moment = Survivors.scatter(mask, one.state().moments()[0]);
      for (Network.Slot slot : network.slots()) {
        int stride = Math.max(1, slot.size() / PROBES);
        for (int i = slot.offset(); i < slot.end(); i += stride) {
          double slope = slope(network, exact, batch, i);
          String what = slot.parameter().name() + " " + (i - slot.offset());
          assertThat(sum[i]).as("sum of %s", what).isCloseTo(slope, within(2e-5 * size));
          assertThat(-moment[i])
              .as("mean of %s", what)
              .isCloseTo(mask.survives(i) ? (float) (slope / size) : 0f, within(2e-5f));
        }
      }
    }
  }

  private static FineTuned step(SparseTrainer trainer, Mask mask, float[] values, Batch batch) {
    return trainer.fineTune(
        new ReplicaState(Survivors.gather(mask, values), new float[0][], 0),
        mask,
        List.of(batch).iterator(),
        Course.plain(
            new OptimizerSpec(OptimizerSpec.Kind.SGD, 1, 0, 0, 0, 1e-8, 0, 0),
            LearningRate.DEFAULTS,
            1),
        1);
  }

  private static double slope(Network network, double[] values, Batch batch, int i) {
    if (network.slots().stream()
        .anyMatch(s -> s.offset() <= i && i < s.end() && !s.parameter().role().trained())) {
      return 0;
    }
    double[] moved = values.clone();
    moved[i] = values[i] + STEP;
    double up = ReferenceNetwork.loss(network, moved, batch);
    moved[i] = values[i] - STEP;
    return (up - ReferenceNetwork.loss(network, moved, batch)) / (2 * STEP);
  }
}
