package io.espalier.train.sparse;

import io.espalier.model.Network;
import java.util.Arrays;
import java.util.List;

/**
 * What the engine takes of memory besides candidates' states, reckoned without taking it: a program
 * for each size of batch, and what is compiled of each mask.
 */
public final class EngineMemory {
  /** Numbers that a program can have: as many as an array. */
  public static final long MOST_FLOATS = Arena.MOST;

  private final Network network;
  private final List<Linear> linears;

  /**
   * @param network one that {@link SparseTrainer#refusal} lets pass
   */
  public EngineMemory(Network network) {
    this.network = network;
    this.linears = Compiler.linears(network);
  }

  /** Activations and their gradients of a training step; beyond {@link #MOST_FLOATS} in vain. */
  public static long trainingFloats(Network network, int batchSize) {
    return Compiler.floats(network, Kernels.padded(batchSize), true);
  }

  /** The largest batch up to {@code atMost} that a step can take, a multiple of 16; 0: none. */
  public static int mostExamples(Network network, int atMost) {
    return ProgramPool.most(network, true, atMost);
  }

  /**
   * Bytes of the programs for training in batches of these sizes, and for evaluation, which goes
   * through any batch in slices.
   */
  public long programs(int... batchSizes) {
    long floats = Compiler.floats(network, ProgramPool.slice(network), false);
    int[] lanes = Arrays.stream(batchSizes).map(Kernels::padded).distinct().toArray();
    for (int n : lanes) {
      floats += Compiler.floats(network, n, true);
    }
    return floats * Float.BYTES;
  }

  /**
   * Bytes that are compiled of a mask for training.
   *
   * @param density share of the weights that survive, alike in all layers and anywhere in each
   */
  public long compiled(double density) {
    return linears.stream().mapToLong(l -> l.compiledBytes(density)).sum();
  }
}
