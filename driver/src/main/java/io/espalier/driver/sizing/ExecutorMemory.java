package io.espalier.driver.sizing;

import io.espalier.driver.plan.Plan;
import io.espalier.driver.round.Cluster;
import io.espalier.train.TrainerKind;
import java.util.List;

/**
 * What one executor holds at most.
 *
 * @param shards bytes of its cached shards
 * @param states bytes of a wave's broadcast, which is held twice: as it came, and as objects
 * @param tasks bytes of all tasks that run at once: trained states and their serialized form, which
 *     doubles as it grows; what is compiled from them; batches; activations
 * @param arrays bytes of ND4J's arrays outside the heap; 0 where it computes nothing
 */
public record ExecutorMemory(long shards, long states, long tasks, long arrays) {
  /** Of a trained state: itself, and a buffer that was full when it doubled. */
  private static final int TRAINED = 3;

  /** Arrays that the sparse engine compiles of each surviving value: places, signs, gradients. */
  private static final int COMPILED = 6;

  /** Batches that a task holds at once, and the one in hand; each as read and transposed. */
  private static final int BATCHES = 2 * 9;

  /** Activations with their gradients; DL4J's with what its convolutions unfold. */
  private static final int WITH_GRADIENTS = 2;

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
    long mine = candidates == 0 ? 0 : wave * members / candidates;
    long batch = (long) load.batchSize() * Float.BYTES;
    long task = TRAINED * mine + BATCHES * batch * load.network().input().size();
    long activations = batch * load.activations();
    boolean dl4j = load.trainer() == TrainerKind.DL4J;
    if (!dl4j) {
      task += COMPILED * values(mine, load.plan()) + WITH_GRADIENTS * activations;
    }
    long arrays = dl4j ? atOnce * (4L * dense(load.plan()) + UNFOLDED * activations) : 0;
    return new ExecutorMemory(shards, 2 * wave, atOnce * task, arrays);
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
