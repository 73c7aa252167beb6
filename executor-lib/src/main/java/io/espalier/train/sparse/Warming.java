package io.espalier.train.sparse;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
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

  private Warming() {}

  static void warm(Kernels kernels) {
    Network network = network();
    Mask full = Mask.full(network.size());
    for (Mask mask : List.of(full, sparse(network))) {
      for (int examples : new int[] {128, 48}) {
        steps(new SparseTrainer(network, kernels), mask, batch(network, examples));
      }
    }
  }

  private static void steps(SparseTrainer trainer, Mask mask, Batch batch) {
    float[] values = new float[mask.size()];
    Arrays.fill(values, 0.01f);
    Trainer.FineTuning training =
        trainer.begin(
            new ReplicaState(Survivors.gather(mask, values), new float[0][], 0),
            mask,
            Course.plain(OptimizerSpec.DEFAULTS, LearningRate.DEFAULTS, STEPS),
            0);
    for (int step = 0; step < STEPS; step++) {
      training.step(batch);
    }
  }

  /** Two convolutions, so that one passes a gradient on, and two dense layers. */
  private static Network network() {
    Window window = Window.square(3, 1, 1);
    Window half = Window.square(2, 2, 0);
    List<Operation> operations =
        List.of(
            new Convolution("c1", List.of(Network.INPUT), 1, 4, window, 1, true, Shape.of(4, 8, 8)),
            new Activation("r1", List.of("c1"), Function.RELU, Shape.of(4, 8, 8)),
            new Pool("p1", List.of("r1"), true, half, Shape.of(4, 4, 4)),
            new Convolution("c2", List.of("p1"), 4, 8, window, 1, true, Shape.of(8, 4, 4)),
            new Flatten("f", List.of("c2"), Shape.of(128)),
            new Dense("d1", List.of("f"), 128, 32, true),
            new Activation("r2", List.of("d1"), Function.RELU, Shape.of(32)),
            new Dense("d2", List.of("r2"), 32, 4, true),
            new Activation("s", List.of("d2"), Function.SOFTMAX, Shape.of(4)));
    return new Network(
        "warming", Shape.of(1, 8, 8), Network.Layout.CHANNELS_FIRST, operations, Optional.empty());
  }

  /** Every fourth weight survives. */
  private static Mask sparse(Network network) {
    BitSet pruned = new BitSet();
    for (Network.Slot slot : network.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        pruned.set(i, i % 4 != 0);
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
