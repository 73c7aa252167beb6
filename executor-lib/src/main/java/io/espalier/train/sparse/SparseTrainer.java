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
import java.util.Optional;

/**
 * Trains at the cost of what survives: forward, backward and update touch surviving weights only.
 * Gives the same bits on every processor, with the Vector API and without.
 */
public final class SparseTrainer implements Trainer {
  private static final Loss CROSS_ENTROPY = new CrossEntropy();

  private final Network network;
  private final ProgramPool programs;

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
    this.programs = new ProgramPool(kernels, network);
  }

  /** Why the engine cannot compute a network; empty if it can. */
  public static Optional<String> refusal(Network network) {
    return Optional.ofNullable(Compiler.refusal(network));
  }

  /** Which kernels this JVM has, such as {@code vector 256} or {@code scalar}. */
  public static String kernels() {
    return KernelProvider.kernels().name();
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
        program = programs.training(batch.padded());
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
    Forward forward = new Forward(programs, survivors, mask, Forward::scores);
    Score[] score = {Score.ZERO, Score.ZERO};
    while (batches.hasNext()) {
      Batch batch = batches.next();
      score[1] = Score.ZERO;
      forward.run(
          batch,
          (a, logits, first, count) ->
              score[1] = CrossEntropy.score(a, logits, batch.labels(), first, count, score[1]));
      score[0] = score[0].plus(score[1]);
    }
    return score[0];
  }

  @Override
  public float[] logits(float[] survivors, Mask mask, Iterator<Batch> batches) {
    Forward forward = new Forward(programs, survivors, mask, Forward::scores);
    float[][] all = {new float[0]};
    int classes = network.classes();
    while (batches.hasNext()) {
      Batch batch = batches.next();
      int known = all[0].length / classes;
      all[0] = Arrays.copyOf(all[0], all[0].length + batch.size() * classes);
      forward.run(
          batch,
          (a, logits, first, count) -> Scores.unload(a, logits, all[0], known + first, count));
    }
    return all[0];
  }

  @Override
  public Moments moments(float[] survivors, Mask mask, String batchNorm, Iterator<Batch> batches) {
    Operation.BatchNorm norm = network.batchNorm(batchNorm);
    Forward forward =
        new Forward(programs, survivors, mask, (program, pass) -> program.forwardTo(pass, norm));
    Moments pooled = new Moments(0, new double[norm.channels()], new double[norm.channels()]);
    float[][] rows = new float[1][];
    while (batches.hasNext()) {
      Batch batch = batches.next();
      forward.run(
          batch,
          (a, view, first, count) -> {
            rows[0] =
                first == 0
                    ? new float[batch.size() * view.width() * view.height() * view.channels()]
                    : rows[0];
            rows(a, view, rows[0], batch.size(), first, count);
          });
      pooled = pooled.plus(Moments.of(rows[0], norm.channels()));
    }
    return pooled;
  }

  /**
   * @param rows {@code [pixels, examples, channels]}
   */
  private static void rows(float[] a, View v, float[] rows, int examples, int first, int count) {
    for (int y = 0; y < v.height(); y++) {
      for (int x = 0; x < v.width(); x++) {
        int pixel = v.origin() + y * v.row() + x * v.batch();
        int at = ((y * v.width() + x) * examples + first) * v.channels();
        for (int e = 0; e < count; e++) {
          for (int c = 0; c < v.channels(); c++) {
            rows[at++] = a[pixel + c * v.channel() + e];
          }
        }
      }
    }
  }

  @Override
  public void close() {
    programs.clear();
  }
}
