package io.espalier.train.sparse;

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
import io.espalier.shard.Batch;
import io.espalier.train.Course;
import io.espalier.train.LearningRate;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.ReplicaState;
import io.espalier.train.Survivors;
import io.espalier.train.Trainer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Runs the kernels on a tiny network before real work comes: until they are compiled, every vector
 * operation makes an object, and a first batch would take a thousand times as long as a later one.
 */
final class Warming {
  private static final int STEPS = 40;

  /** Passes of a single example, in each of which a kernel has little to do. */
  private static final int SINGLES = 200;

  private Warming() {}

  static void warm(Kernels kernels) {
    Network network = network();
    Mask full = Mask.full(network.size());
    for (Mask mask : List.of(full, sparse(network))) {
      for (int examples : new int[] {128, 48}) {
        steps(new SparseTrainer(network, kernels), mask, batch(network, examples));
      }
      singles(kernels, network, mask);
    }
  }

  /** The kernels of one example, which a model that answers wants. */
  private static void singles(Kernels kernels, Network network, Mask mask) {
    Program program = Compiler.inference(kernels, network, 1, 1).get(0);
    float[] survivors = survivors(mask);
    Pass pass = new Pass(program.memory(), survivors, null, program.compile(mask), 1, false, 0);
    float[] example = batch(network, 1).features();
    for (int i = 0; i < SINGLES; i++) {
      program.load(example, 0, 1);
      program.forward(pass);
    }
  }

  private static float[] survivors(Mask mask) {
    float[] values = new float[mask.size()];
    Arrays.fill(values, 0.01f);
    return Survivors.gather(mask, values);
  }

  private static void steps(SparseTrainer trainer, Mask mask, Batch batch) {
    Trainer.FineTuning training =
        trainer.begin(
            new ReplicaState(survivors(mask), new float[0][], 0),
            mask,
            Course.plain(OptimizerSpec.DEFAULTS, LearningRate.DEFAULTS, STEPS),
            0);
    for (int step = 0; step < STEPS; step++) {
      training.step(batch);
    }
  }

  /**
   * Two convolutions in a row, so that one passes a gradient on; a layer of each kind that has a
   * kernel; two dense layers.
   */
  private static Network network() {
    Window window = Window.square(3, 1, 1);
    Window half = Window.square(2, 2, 0);
    Window average = Window.square(2, 1, 0);
    Shape large = Shape.of(4, 8, 8);
    Shape small = Shape.of(8, 4, 4);
    List<Operation> operations =
        List.of(
            new Convolution("c1", List.of(Network.INPUT), 1, 4, window, 1, true, large),
            new BatchNorm("b1", List.of("c1"), 4, 1e-3, large),
            new Activation("r1", List.of("b1"), Function.RELU, large),
            new Pool("p1", List.of("r1"), true, half, Shape.of(4, 4, 4)),
            new Convolution("c2", List.of("p1"), 4, 8, window, 1, true, small),
            new Activation("r2", List.of("c2"), Function.RELU, small),
            new Convolution("c3", List.of("r2"), 8, 8, window, 1, true, small),
            new Add("a", List.of("c3", "r2"), small),
            new Pool("p2", List.of("a"), false, average, Shape.of(8, 3, 3)),
            new Flatten("f", List.of("p2"), Shape.of(72)),
            new Dense("d1", List.of("f"), 72, 32, true),
            new Activation("r3", List.of("d1"), Function.RELU, Shape.of(32)),
            new Dense("d2", List.of("r3"), 32, 4, true),
            new Activation("s", List.of("d2"), Function.SOFTMAX, Shape.of(4)));
    return new Network(
        "warming", Shape.of(1, 8, 8), Network.Layout.CHANNELS_FIRST, operations, Optional.empty());
  }

  /** Every fourth weight survives, in each row others: rows alike would be a column. */
  private static Mask sparse(Network network) {
    BitSet pruned = new BitSet();
    for (Network.Slot slot : network.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        pruned.set(i, i * 0x9E3779B9 >>> 30 != 0);
      }
    }
    return Mask.full(network.size()).without(pruned);
  }

  private static Batch batch(Network network, int examples) {
    float[] features = new float[examples * network.input().size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = i % 7 * 0.1f;
    }
    int[] labels = new int[examples];
    Arrays.setAll(labels, i -> i % network.classes());
    return new Batch(features, labels);
  }
}
