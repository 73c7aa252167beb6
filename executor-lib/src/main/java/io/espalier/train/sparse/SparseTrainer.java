package io.espalier.train.sparse;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.shard.Batch;
import io.espalier.shard.Seeds;
import io.espalier.train.Course;
import io.espalier.train.DenseGradient;
import io.espalier.train.Descent;
import io.espalier.train.Moments;
import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Trains at the cost of what survives: forward, backward and update touch surviving weights only.
 * Gives the same bits on every processor, with the Vector API and without.
 */
public final class SparseTrainer implements Trainer {
  private static final Loss CROSS_ENTROPY = new CrossEntropy();

  private final Network network;
  private final Kernels kernels;
  private final Map<Integer, Program> programs = new TreeMap<>();

  public SparseTrainer(Network network) {
    this(network, KernelProvider.kernels());
  }

  SparseTrainer(Network network, Kernels kernels) {
    refusal(network)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(network.name() + ": " + why);
            });
    this.network = network;
    this.kernels = kernels;
  }

  /** Why the engine cannot compute a network; empty if it can. */
  public static Optional<String> refusal(Network network) {
    return Optional.ofNullable(Compiler.refusal(network));
  }

  /** Which kernels this JVM has, such as {@code vector 256} or {@code scalar}. */
  public static String kernels() {
    return KernelProvider.kernels().name();
  }

  /** Batches whose padded sizes agree share a program. */
  private Program program(int lanes) {
    return programs.computeIfAbsent(lanes, n -> Compiler.program(kernels, network, n));
  }

  @Override
  public FineTuning begin(ReplicaState start, Mask mask, Course course, long seed) {
    return begin(start, mask, course, seed, Loss.of(course.recipe().objective()));
  }

  /**
   * Begins to train by another loss than the course's objective, whose sum {@code finish} then
   * gives.
   *
   * @see #begin(ReplicaState, Mask, Course, long)
   */
  public FineTuning begin(ReplicaState start, Mask mask, Course course, long seed, Loss loss) {
    return new SparseFineTuning(mask, new Descent(network, mask, start, course), seed, loss);
  }

  private final class SparseFineTuning implements FineTuning {
    private final Descent descent;
    private final long seed;
    private final Loss objective;
    private final Fitted fitted;

    SparseFineTuning(Mask mask, Descent descent, long seed, Loss objective) {
      this.fitted = new Fitted(mask);
      this.descent = descent;
      this.seed = seed;
      this.objective = objective;
    }

    @Override
    public void step(Batch batch) {
      Program program = fitted.load(batch);
      long drawn = Seeds.mix(seed, descent.step());
      Pass pass = fitted.pass(descent.values(), descent.gradient(), batch, true, drawn);
      program.forward(pass);
      double loss =
          objective.gradient(program.memory(), program.logits(), batch, 1f / batch.size());
      descent.check(loss);
      program.backward(pass);
      descent.advance(loss, batch.size());
    }

    @Override
    public FineTuned finish() {
      return descent.finish();
    }
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public DenseGradient denseGradient(Course course) {
    Loss objective = Loss.of(course.recipe().objective());
    Fitted whole = new Fitted(Mask.full(network.size()));
    return (values, batch, drawn, into) -> {
      Program program = whole.load(batch);
      Pass pass = whole.pass(values, into, batch, true, drawn);
      program.forward(pass);
      double sum = objective.gradient(program.memory(), program.logits(), batch, 1f);
      program.backward(pass);
      return sum / batch.size();
    };
  }

  /** A mask on the program that its batches need. */
  private final class Fitted {
    private final Mask mask;
    private Program program;
    private Compiled compiled;

    Fitted(Mask mask) {
      this.mask = mask;
    }

    /** Brings a batch into a program's memory; a larger one than before moves to a larger one. */
    Program load(Batch batch) {
      if (program == null || program.batch() < batch.padded()) {
        program = SparseTrainer.this.program(batch.padded());
        compiled = program.compile(mask);
      }
      program.load(batch);
      return program;
    }

    Pass pass(float[] survivors, float[] gradient, Batch batch, boolean training, long drawn) {
      return new Pass(
          program.memory(),
          survivors,
          gradient,
          compiled,
          batch.size(),
          training,
          drawn,
          batch.features());
    }
  }

  @Override
  public Probe probe(float[] survivors, Mask mask) {
    return new SparseProbe(survivors, mask);
  }

  private final class SparseProbe implements Probe {
    private final float[] survivors;
    private final float[] gradient;
    private final Fitted fitted;

    SparseProbe(float[] survivors, Mask mask) {
      this.survivors = survivors;
      this.gradient = new float[survivors.length];
      this.fitted = new Fitted(mask);
    }

    @Override
    public float[] gradientSum(Batch batch) {
      Program program = fitted.load(batch);
      Pass pass = fitted.pass(survivors, gradient, batch, true, 0);
      program.forward(pass);
      CROSS_ENTROPY.gradient(program.memory(), program.logits(), batch, 1f);
      program.backward(pass);
      return gradient;
    }

    @Override
    public float[] input(String operation, Batch batch) {
      Program program = fitted.load(batch);
      Pass pass = fitted.pass(survivors, null, batch, false, 0);
      View view = program.forwardTo(pass, operation(operation));
      return examples(program.memory(), view, batch.size());
    }
  }

  private Operation operation(String name) {
    return network.operations().stream()
        .filter(o -> o.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** {@code [examples, channels, height, width]}. */
  private static float[] examples(float[] a, View v, int examples) {
    int width = v.channels() * v.height() * v.width();
    float[] all = new float[examples * width];
    int feature = 0;
    for (int c = 0; c < v.channels(); c++) {
      for (int y = 0; y < v.height(); y++) {
        for (int x = 0; x < v.width(); x++, feature++) {
          int at = v.origin() + c * v.channel() + y * v.row() + x * v.batch();
          for (int e = 0; e < examples; e++) {
            all[e * width + feature] = a[at + e];
          }
        }
      }
    }
    return all;
  }

  @Override
  public Score evaluate(float[] survivors, Mask mask, Iterator<Batch> batches) {
    Fitted fitted = new Fitted(mask);
    Score score = Score.ZERO;
    while (batches.hasNext()) {
      Batch batch = batches.next();
      Program program = fitted.load(batch);
      program.forward(fitted.pass(survivors, null, batch, false, 0));
      score = score.plus(CrossEntropy.score(program.memory(), program.logits(), batch.labels()));
    }
    return score;
  }

  @Override
  public float[] logits(float[] survivors, Mask mask, Iterator<Batch> batches) {
    Fitted fitted = new Fitted(mask);
    float[] all = new float[0];
    while (batches.hasNext()) {
      Batch batch = batches.next();
      Program program = fitted.load(batch);
      program.forward(fitted.pass(survivors, null, batch, false, 0));
      int known = all.length / network.classes();
      all = Arrays.copyOf(all, all.length + batch.size() * network.classes());
      program.unload(all, known, batch.size());
    }
    return all;
  }

  @Override
  public Moments moments(float[] survivors, Mask mask, String batchNorm, Iterator<Batch> batches) {
    Operation.BatchNorm norm = network.batchNorm(batchNorm);
    Moments pooled = new Moments(0, new double[norm.channels()], new double[norm.channels()]);
    Fitted fitted = new Fitted(mask);
    while (batches.hasNext()) {
      Batch batch = batches.next();
      Program program = fitted.load(batch);
      View view = program.forwardTo(fitted.pass(survivors, null, batch, false, 0), norm);
      pooled = pooled.plus(Moments.of(rows(program.memory(), view, batch.size()), norm.channels()));
    }
    return pooled;
  }

  /** {@code [examples · pixels, channels]}. */
  private static float[] rows(float[] a, View v, int examples) {
    float[] rows = new float[examples * v.height() * v.width() * v.channels()];
    int at = 0;
    for (int y = 0; y < v.height(); y++) {
      for (int x = 0; x < v.width(); x++) {
        int pixel = v.origin() + y * v.row() + x * v.batch();
        for (int e = 0; e < examples; e++) {
          for (int c = 0; c < v.channels(); c++) {
            rows[at++] = a[pixel + c * v.channel() + e];
          }
        }
      }
    }
    return rows;
  }

  @Override
  public void close() {
    programs.clear();
  }
}
