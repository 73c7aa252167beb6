package io.espalier.train.sparse;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.shard.Batch;
import io.espalier.train.Course;
import io.espalier.train.Initializer;
import io.espalier.train.LearningRate;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.ReplicaState;
import io.espalier.train.Survivors;
import io.espalier.train.Trainer.FineTuning;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a new mask costs beside a training step: all layers' patterns, a batch of 128. */
@State(Scope.Benchmark)
public class MaskChangeBenchmark {
  private static final int BATCH = 128;

  @Param({"lenet-300-100", "lenet-5"})
  public String network;

  @Param({"0.8", "0.95", "0.98"})
  public double sparsity;

  private Mask mask;
  private Program program;
  private FineTuning training;
  private Batch batch;

  /** Prunes at random. */
  @Setup
  public void prune() {
    Network net = Zoo.network(network, Shape.of(1, 28, 28), 10);
    SplittableRandom random = new SplittableRandom(1);
    BitSet pruned = new BitSet();
    for (Network.Slot slot : net.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        pruned.set(i, random.nextDouble() < sparsity);
      }
    }
    mask = Mask.full(net.size()).without(pruned);
    batch = MadeUpBatches.of(net, 1, BATCH).get(0);
    program = Compiler.program(KernelProvider.kernels(), net, BATCH);
    float[] values = Survivors.gather(mask, Initializer.values(net, 1));
    training =
        new SparseTrainer(net, KernelProvider.kernels())
            .begin(
                new ReplicaState(values, new float[0][], 0),
                mask,
                Course.plain(OptimizerSpec.DEFAULTS, LearningRate.DEFAULTS, 1_000_000_000),
                1);
  }

  /** Forward, backward and update. */
  @Benchmark
  public void step() {
    training.step(batch);
  }

  /** Every layer's pattern from the mask. */
  @Benchmark
  public Object recompile() {
    return program.compile(mask);
  }
}
