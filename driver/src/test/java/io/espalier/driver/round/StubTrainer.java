package io.espalier.driver.round;

import io.espalier.mask.Mask;
import io.espalier.shard.Batch;
import io.espalier.train.Course;
import io.espalier.train.DivergedException;
import io.espalier.train.Moments;
import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Computes nothing; remembers what it was given, and fails where the learning rate says so. */
final class StubTrainer implements Trainer {
  /** A candidate of this learning rate diverges at its third batch. */
  static final double DIVERGES = 66;

  final List<Batch> seen = new ArrayList<>();
  boolean closed;

  @Override
  public FineTuning begin(ReplicaState start, Mask mask, Course course, long seed) {
    return new FineTuning() {
      private int steps;
      private long examples;

      @Override
      public void step(Batch batch) {
        steps++;
        if (course.optimizer().learningRate() == DIVERGES && steps == 3) {
          throw new DivergedException("the loss is NaN at step 3");
        }
        seen.add(batch);
        examples += batch.size();
      }

      @Override
      public FineTuned finish() {
        return new FineTuned(
            new ReplicaState(new float[] {seed, steps}, new float[0][], steps), examples, 0);
      }
    };
  }

  @Override
  public Probe probe(float[] survivors, Mask mask) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Score evaluate(float[] survivors, Mask mask, Iterator<Batch> batches) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Moments moments(float[] survivors, Mask mask, String batchNorm, Iterator<Batch> batches) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    closed = true;
  }
}
