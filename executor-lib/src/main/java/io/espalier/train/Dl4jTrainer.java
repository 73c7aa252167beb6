package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Shape;
import io.espalier.model.dl4j.Dl4jNetwork;
import io.espalier.shard.Batch;
import java.util.Arrays;
import java.util.Iterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains any network that DL4J can: DL4J computes the loss and its gradient, our own optimizer
 * moves what survives. A pruned weight is never touched, so that it is exactly 0 whatever the
 * optimizer, its state or regularisation.
 *
 * <p>Identical bits hold on one CPU model with native threads set to one; see {@link
 * NativeThreads}.
 */
public final class Dl4jTrainer implements Trainer {
  /** The smallest probability whose logarithm counts; float softmax rounds smaller ones to 0. */
  private static final double LEAST_PROBABILITY = 1e-30;

  private final Network network;
  private final boolean drops;
  private Dl4jNetwork training;
  private Dl4jNetwork quiet;
  private float[] scratch = new float[0];

  public Dl4jTrainer(Network network) {
    NativeThreads.pin();
    this.network = network;
    this.drops =
        network.origin().isPresent()
            || network.operations().stream().anyMatch(Operation.Dropout.class::isInstance);
  }

  /**
   * As {@link Trainer} says.
   *
   * @throws IllegalArgumentException for an objective with a teacher: DL4J compares with labels
   *     alone
   */
  @Override
  public FineTuning begin(ReplicaState start, Mask mask, Course course, long seed) {
    Objective objective = course.recipe().objective();
    if (objective.taught()) {
      throw new IllegalArgumentException("DL4J learns from labels alone, not from a teacher");
    }
    // Making a network draws from ND4J's generator and reseeds it by the clock: not between steps.
    training();
    if (scratch.length == 0) {
      scratch = new float[network.size()];
    }
    return new MaskedFineTuning(
        network,
        (values, batch, drawn, into) -> gradient(values, batch, objective, drawn, into),
        scratch,
        mask,
        new Descent(network, mask, start, course),
        seed);
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public DenseGradient denseGradient(Course course) {
    Objective objective = course.recipe().objective();
    if (objective.taught()) {
      throw new IllegalArgumentException("DL4J learns from labels alone, not from a teacher");
    }
    // Making a network draws from ND4J's generator and reseeds it by the clock: not between steps.
    training();
    return (values, batch, drawn, into) -> gradient(values, batch, objective, drawn, into);
  }

  /** The generator is ND4J's own, and all trainings on this thread draw from it. */
  private double gradient(float[] values, Batch batch, Objective o, long seed, float[] into) {
    Dl4jNetwork net = training();
    net.setValues(values);
    net.setSquaredError(o.kind() == Objective.Kind.MSE);
    Nd4j.getRandom().setSeed(seed);
    return net.gradient(features(batch), labels(batch, o.smoothing()), into);
  }

  @Override
  public Probe probe(float[] survivors, Mask mask) {
    float[] values = Survivors.scatter(mask, survivors);
    Active active = Active.of(network, mask);
    return new Probe() {
      private final float[] all = new float[network.size()];
      private final float[] gradient = new float[survivors.length];

      @Override
      public float[] gradientSum(Batch batch) {
        Dl4jNetwork net = quiet();
        net.setValues(values);
        net.setSquaredError(false);
        net.gradient(features(batch), labels(batch, 0), all);
        active.gather(all, 1, gradient);
        return gradient;
      }

      @Override
      public float[] input(String operation, Batch batch) {
        Dl4jNetwork net = quiet();
        net.setValues(values);
        return net.examples(operation, features(batch));
      }
    };
  }

  @Override
  public Score evaluate(float[] survivors, Mask mask, Iterator<Batch> batches) {
    Dl4jNetwork net = quiet();
    net.setValues(Survivors.scatter(mask, survivors));
    Score sum = Score.ZERO;
    while (batches.hasNext()) {
      Batch batch = batches.next();
      sum = sum.plus(score(net.outputs(features(batch)), batch.labels()));
    }
    return sum;
  }

  /** Of equal probabilities the lower class counts as the answer. */
  private Score score(float[] p, int[] labels) {
    int k = network.classes();
    double loss = 0;
    long correct = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < k; c++) {
        best = p[i * k + c] > p[i * k + best] ? c : best;
      }
      correct += best == labels[i] ? 1 : 0;
      loss -= StrictMath.log(Math.max(LEAST_PROBABILITY, p[i * k + labels[i]]));
    }
    return new Score(loss, correct, labels.length);
  }

  @Override
  public Moments moments(float[] survivors, Mask mask, String batchNorm, Iterator<Batch> batches) {
    Dl4jNetwork net = quiet();
    net.setValues(Survivors.scatter(mask, survivors));
    Operation.BatchNorm norm = network.batchNorm(batchNorm);
    Moments pooled = new Moments(0, new double[norm.channels()], new double[norm.channels()]);
    while (batches.hasNext()) {
      Batch batch = batches.next();
      pooled = pooled.plus(Moments.of(net.inputs(norm, features(batch)), norm.channels()));
    }
    return pooled;
  }

  private Dl4jNetwork training() {
    if (training == null) {
      training = new Dl4jNetwork(network, true);
    }
    return training;
  }

  /** Without dropout; the same network where there is none. */
  private Dl4jNetwork quiet() {
    if (!drops) {
      return training();
    }
    if (quiet == null) {
      quiet = new Dl4jNetwork(network, false);
    }
    return quiet;
  }

  private INDArray features(Batch batch) {
    long n = batch.size();
    Shape shape = Dl4jNetwork.takes(network);
    long[] extents = new long[shape.rank() + 1];
    extents[0] = n;
    for (int d = 0; d < shape.rank(); d++) {
      extents[d + 1] = shape.dim(d);
    }
    INDArray images = Nd4j.create(batch.features(), extents);
    return network.layout() == Network.Layout.CHANNELS_LAST && shape.rank() == 3
        ? images.permute(0, 2, 3, 1).dup('c')
        : images;
  }

  /** 1 for the label and 0 else, or smoothed: {@code (1 − s) y + s / K}. */
  private INDArray labels(Batch batch, double smoothing) {
    float[] hot = new float[batch.size() * network.classes()];
    Arrays.fill(hot, (float) (smoothing / network.classes()));
    for (int i = 0; i < batch.size(); i++) {
      hot[i * network.classes() + batch.labels()[i]] += (float) (1 - smoothing);
    }
    return Nd4j.create(hot, batch.size(), network.classes());
  }

  @Override
  public void close() {
    if (training != null) {
      training.close();
    }
    if (quiet != null) {
      quiet.close();
    }
  }
}
