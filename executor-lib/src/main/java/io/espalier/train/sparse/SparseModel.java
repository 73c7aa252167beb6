package io.espalier.train.sparse;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.train.Survivors;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Runs a pruned network forward at the cost of what survives; weights that are 0 count as pruned.
 * For any number of threads at once: each call takes memory of its own from a pool.
 *
 * <p>Batches run with the examples as lanes; up to {@value #SINGLES} examples run one by one, with
 * an image's pixels as lanes and dense layers in scalar arithmetic, or in vectors where {@value
 * Kernels#COLUMN} neighbouring outputs have kept the same inputs. Sums add up in the same order
 * everywhere: an example's scores are the same bits in every batch and on every processor.
 */
public final class SparseModel {
  /** Examples up to which lanes would be idle for longer than one example takes by itself. */
  static final int SINGLES = 3;

  /** Examples of one pass: more would push what a layer reads out of the caches. */
  static final int SLICE = 64;

  /** Parts of a batch that share their memory: with all of them an array could become too long. */
  private static final int SHARING = 8;

  /** What one call computes with. */
  record Machine(Program program, Compiled compiled) {}

  private final Network network;
  private final Mask mask;
  private final float[] survivors;
  private final Map<Integer, Queue<Machine>> idle = new ConcurrentHashMap<>();

  /**
   * A model.
   *
   * @param values all of the network's; not copied
   * @throws IllegalArgumentException if {@link #refusal} says why
   */
  public SparseModel(Network network, float[] values) {
    refusal(network)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(network.name() + ": " + why);
            });
    this.network = network;
    this.mask = nonZero(network, values);
    this.survivors = Survivors.gather(mask, values);
  }

  /** Why a network cannot run here; empty if it can. */
  public static Optional<String> refusal(Network network) {
    return SparseTrainer.refusal(network);
  }

  /** Which kernels this JVM has. */
  public static String kernels() {
    return KernelProvider.kernels().name();
  }

  public Network network() {
    return network;
  }

  /** Share of the prunable weights that is 0. */
  public double sparsity() {
    long all = 0;
    long left = 0;
    for (Network.Slot slot : network.prunable()) {
      all += slot.size();
      left += mask.survivors(slot.offset(), slot.end());
    }
    return all == 0 ? 0 : 1 - (double) left / all;
  }

  /**
   * One example's class scores before the softmax.
   *
   * @param example {@code [features]}, an image {@code [channels, height, width]} row-major
   * @return {@code [classes]}
   */
  public float[] logits(float[] example) {
    float[] into = new float[network.classes()];
    logits(example, 1, into);
    return into;
  }

  /**
   * Class scores before the softmax.
   *
   * @param features row-major {@code [examples, features]}
   * @param into row-major {@code [examples, classes]}
   */
  public void logits(float[] features, int examples, float[] into) {
    sized(features, "features", (long) examples * network.input().size());
    sized(into, "scores", (long) examples * network.classes());
    int step = examples <= SINGLES ? 1 : SLICE;
    for (int first = 0; first < examples; first += step) {
      int count = Math.min(step, examples - first);
      Machine machine = take(lanes(count, step));
      machine.program().load(features, first, count);
      run(machine, into, first, count);
      idle.get(machine.program().batch()).add(machine);
    }
  }

  /**
   * Room for a batch whose examples lie innermost, where this model reads them: what is laid there
   * once is run without being moved.
   *
   * @param examples of the batch, at least 1
   */
  public InnermostBatch innermost(int examples) {
    List<Machine> machines = new ArrayList<>();
    int whole = examples / SLICE;
    for (int part = 0; part < whole; part += SHARING) {
      machines.addAll(machines(SLICE, Math.min(SHARING, whole - part)));
    }
    int rest = examples % SLICE;
    if (rest > 0) {
      machines.addAll(machines(Kernels.padded(rest), 1));
    }
    return new InnermostBatch(this, machines, examples);
  }

  /**
   * Class scores before the softmax.
   *
   * @param batch made by {@link #innermost}; stays as it is
   * @param into row-major {@code [examples, classes]}
   */
  public void logits(InnermostBatch batch, float[] into) {
    if (batch.model() != this) {
      throw new IllegalArgumentException("the batch is another model's");
    }
    sized(into, "scores", (long) batch.examples() * network.classes());
    int first = 0;
    for (Machine machine : batch.machines()) {
      int count = Math.min(SLICE, batch.examples() - first);
      run(machine, into, first, count);
      first += count;
    }
  }

  /**
   * Class probabilities.
   *
   * @param features row-major {@code [examples, features]}
   * @return row-major {@code [examples, classes]}
   */
  public float[] probabilities(float[] features, int examples) {
    int classes = network.classes();
    float[] p = new float[examples * classes];
    logits(features, examples, p);
    for (int at = 0; at < p.length; at += classes) {
      softmax(p, at, at + classes);
    }
    return p;
  }

  private static void softmax(float[] p, int from, int to) {
    float top = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      top = Math.max(top, p[i]);
    }
    float sum = 0;
    for (int i = from; i < to; i++) {
      p[i] = Exponential.of(p[i] - top);
      sum += p[i];
    }
    for (int i = from; i < to; i++) {
      p[i] /= sum;
    }
  }

  private void run(Machine machine, float[] into, int first, int count) {
    Program program = machine.program();
    program.forward(
        new Pass(program.memory(), survivors, null, machine.compiled(), count, false, 0));
    program.unload(into, first, count);
  }

  private Machine take(int lanes) {
    Queue<Machine> pool = idle.get(lanes);
    if (pool == null) {
      pool = idle.computeIfAbsent(lanes, n -> new ConcurrentLinkedQueue<>());
    }
    Machine machine = pool.poll();
    return machine == null ? machines(lanes, 1).get(0) : machine;
  }

  /** One for each part of a batch: they differ in their input alone. */
  private List<Machine> machines(int lanes, int parts) {
    List<Program> programs = Compiler.inference(KernelProvider.kernels(), network, lanes, parts);
    Compiled compiled = programs.get(0).compile(mask);
    return programs.stream().map(p -> new Machine(p, compiled)).toList();
  }

  private static int lanes(int examples, int step) {
    return step == 1 ? 1 : Kernels.padded(examples);
  }

  /** Weights that are 0 add nothing; all else counts as surviving. */
  private static Mask nonZero(Network network, float[] values) {
    BitSet zeros = new BitSet(values.length);
    for (Network.Slot slot : network.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        zeros.set(i, values[i] == 0);
      }
    }
    return Mask.full(values.length).without(zeros);
  }

  static void sized(float[] array, String what, long least) {
    if (array.length < least) {
      throw new IllegalArgumentException(
          array.length + " " + what + ", expected at least " + least);
    }
  }
}
