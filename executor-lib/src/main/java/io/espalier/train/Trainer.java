package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.shard.Batch;
import java.util.Iterator;

/**
 * Arithmetic on one network, for one thread. Everything above this seam is the same for every
 * implementation. Results depend on the arguments alone: not on what was computed before.
 */
public interface Trainer extends AutoCloseable {
  /** What surviving parameters became. */
  record FineTuned(ReplicaState state, long examples, double lossSum) {}

  /**
   * Sum of the loss and count of right answers; a sufficient statistic that can be added.
   *
   * @param lossSum cross-entropy summed over the examples, in nats
   */
  record Score(double lossSum, long correct, long examples) implements java.io.Serializable {
    public static final Score ZERO = new Score(0, 0, 0);

    public Score plus(Score o) {
      return new Score(lossSum + o.lossSum, correct + o.correct, examples + o.examples);
    }

    public double accuracy() {
      return (double) correct / examples;
    }

    public double loss() {
      return lossSum / examples;
    }
  }

  /** Training that is under way: one optimizer step a batch. */
  interface FineTuning {
    /**
     * One step.
     *
     * @throws DivergedException if the loss is not finite; no further step is allowed then
     */
    void step(Batch batch);

    /**
     * What has become of the parameters; the training is over then.
     *
     * @throws DivergedException if a parameter is not finite
     */
    FineTuned finish();
  }

  /**
   * Begins to train. Several trainings of one trainer may be open and their steps alternate on its
   * thread: each comes out as if it ran alone.
   *
   * @param course of the candidate's whole fine-tuning
   * @param seed of dropout, a function of (seed, candidate, shard, round)
   */
  FineTuning begin(ReplicaState start, Mask mask, Course course, long seed);

  /**
   * Trains over the batches, from beginning to end.
   *
   * @throws DivergedException if the loss or a parameter is no longer finite
   */
  default FineTuned fineTune(
      ReplicaState start, Mask mask, Iterator<Batch> batches, Course course, long seed) {
    FineTuning training = begin(start, mask, course, seed);
    batches.forEachRemaining(training::step);
    return training.finish();
  }

  /** Looks at single batches with one state of the network; nothing is changed. */
  interface Probe {
    /**
     * The cross-entropy's gradient, summed over the batch, one value a survivor; 0 of running
     * statistics. Batch normalisation uses the batch's own statistics, dropout is off.
     */
    float[] gradientSum(Batch batch);

    /**
     * What an operation reads (its first input) in inference mode, row-major {@code [examples,
     * features]}, images as {@code [channels, height, width]}.
     *
     * @param operation its name; any but the last softmax
     */
    float[] input(String operation, Batch batch);
  }

  /**
   * Looks at a state.
   *
   * @param survivors the values that survive, ascending by index; the others are 0
   */
  Probe probe(float[] survivors, Mask mask);

  /**
   * The loss's gradient by what survives, summed over all examples in double, batch by batch.
   *
   * @param survivors the values that survive, ascending by index; the others are 0
   * @return one sum a survivor
   * @see Probe#gradientSum
   */
  default double[] gradientSum(float[] survivors, Mask mask, Iterator<Batch> batches) {
    Probe probe = probe(survivors, mask);
    double[] sum = new double[survivors.length];
    while (batches.hasNext()) {
      float[] gradient = probe.gradientSum(batches.next());
      for (int i = 0; i < sum.length; i++) {
        sum[i] += gradient[i];
      }
    }
    return sum;
  }

  /**
   * The same of a network without a mask.
   *
   * @param values all of the network's, {@code Network.size()}
   */
  default double[] gradientSum(float[] values, Iterator<Batch> batches) {
    return gradientSum(values, Mask.full(values.length), batches);
  }

  /**
   * Class scores before the softmax, in inference mode.
   *
   * @return {@code [examples, classes]} row-major
   * @throws UnsupportedOperationException if this trainer cannot tell them
   */
  default float[] logits(float[] values, Iterator<Batch> batches) {
    throw new UnsupportedOperationException("this trainer gives probabilities alone");
  }

  /**
   * Loss and accuracy over the batches, in inference mode.
   *
   * @param survivors the values that survive, ascending by index; the others are 0
   */
  Score evaluate(float[] survivors, Mask mask, Iterator<Batch> batches);

  /**
   * The statistics of one batch-norm operation's input, per channel, in inference mode up to there.
   *
   * @param survivors the values that survive, ascending by index; the others are 0
   * @param batchNorm the operation's name
   */
  Moments moments(float[] survivors, Mask mask, String batchNorm, Iterator<Batch> batches);

  @Override
  void close();
}
