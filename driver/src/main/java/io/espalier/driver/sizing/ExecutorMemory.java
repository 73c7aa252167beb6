package io.espalier.driver.sizing;

import io.espalier.driver.plan.Plan;
import io.espalier.driver.round.Cluster;
import io.espalier.driver.round.RememberedBatches;
import io.espalier.train.TrainerKind;
import io.espalier.train.sparse.EngineMemory;
import java.util.List;

/**
 * What one executor holds at most.
 *
 * @param shards bytes of its cached shards
 * @param states bytes of a wave's broadcast, which is held twice: as it came, and as objects
 * @param tasks bytes of all tasks that run at once: trained states and their serialized form, which
 *     doubles as it grows; gradients; what is compiled of masks; batches; programs
 * @param arrays bytes of ND4J's arrays outside the heap; 0 where it computes nothing
 */
public record ExecutorMemory(long shards, long states, long tasks, long arrays) {
  /** Of a trained state: itself, and a buffer that was full when it doubled. */
  private static final int TRAINED = 3;

  /** Batches that a task holds at once, and the one in hand; each as read and transposed. */
  private static final int BATCHES = 2 * 9;

  /** DL4J's activations with their gradients and what its convolutions unfold. */
  private static final int UNFOLDED = 16;

  static ExecutorMemory of(Workload load, Executors executors) {
    long shards = 0;
    for (Split s : load.splits()) {
      shards += executors.share(s.shards()) * s.largest() * load.exampleBytes();
    }
    long wave = RoundBytes.largestWave(load);
    int candidates = load.plan().waves().stream().mapToInt(List::size).max().orElse(0);
    int groups = Cluster.groupCount(candidates, load.train().shards(), executors.slots());
    int members = (candidates + groups - 1) / groups;
    int atOnce = Math.min(executors.slotsOfOne(), executors.share(groups * load.train().shards()));
    long mine = share(wave, members, candidates);
    long batch = (long) load.batchSize() * Float.BYTES;
    long batches = BATCHES * batch * load.network().input().size();
    boolean dl4j = load.trainer() == TrainerKind.DL4J;
    long task = TRAINED * mine + Math.max(batches, members > 1 ? remembered(load) : 0);
    if (!dl4j) {
      EngineMemory engine = new EngineMemory(load.network());
      long compiled =
          RoundBytes.largestWave(load, (c, round) -> engine.compiled(1 - c.sparsity(round)));
      task += values(mine, load.plan()) + share(compiled, members, candidates);
      task += engine.programs(load.batchSizes());
    }
    long activations = batch * load.activations();
    long arrays = dl4j ? atOnce * (4L * dense(load.plan()) + UNFOLDED * activations) : 0;
    return new ExecutorMemory(shards, 2 * wave, atOnce * task, arrays);
  }

  /** What some of a wave's candidates take of what they all do. */
  private static long share(long wave, int members, int candidates) {
    return candidates == 0 ? 0 : wave * members / candidates;
  }

  /**
   * Bytes of a shard's batches, made once for several candidates; those of the largest that fit.
   */
  private static long remembered(Workload load) {
    return load.splits().stream()
        .mapToLong(s -> RememberedBatches.bytes(s.largest(), load.network().input().size()))
        .max()
        .orElse(0);
  }

  /** Bytes of states' values alone, without moments. */
  private static long values(long states, Plan plan) {
    return states
        / (1
            + plan.candidates().stream()
                .mapToInt(c -> c.spec().fineTune().optimizer().kind().moments())
                .min()
                .orElse(0));
  }

  private static long dense(Plan plan) {
    return plan.denseBytes();
  }

  /** The heap that it takes: {@code spark.executor.memory}. */
  public long heap() {
    return Memory.heap(shards + states, tasks);
  }

  /** {@code org.bytedeco.javacpp.maxbytes}; 0 where ND4J computes nothing. */
  public long maxBytes() {
    return arrays == 0 ? 0 : Memory.round(arrays);
  }

  /** What it takes outside the heap: {@code spark.executor.memoryOverhead}. */
  public long overhead() {
    return Memory.OUTSIDE + maxBytes();
  }
}
