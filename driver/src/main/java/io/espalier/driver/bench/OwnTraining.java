package io.espalier.driver.bench;

import io.espalier.shard.Batch;
import io.espalier.train.Course;
import io.espalier.train.LearningRate;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.ReplicaState;
import io.espalier.train.Survivors;
import io.espalier.train.Trainer;
import io.espalier.train.sparse.SparseTrainer;
import java.util.List;

/** The sparse engine, one training without end. */
final class OwnTraining implements Slices.Side {
  private final SparseTrainer trainer;
  private final Trainer.FineTuning training;
  private final List<Batch> batches;
  private int next;

  OwnTraining(Subject subject, List<Batch> batches, OptimizerSpec optimizer) {
    this.batches = batches;
    trainer = new SparseTrainer(subject.network());
    float[] values = Survivors.gather(subject.mask(), subject.values());
    training =
        trainer.begin(
            new ReplicaState(values, new float[0][], 0),
            subject.mask(),
            Course.plain(optimizer, LearningRate.DEFAULTS, 1),
            1);
  }

  @Override
  public void run(int count) {
    for (int i = 0; i < count; i++) {
      training.step(batches.get(next));
      next = (next + 1) % batches.size();
    }
  }

  @Override
  public void close() {
    trainer.close();
  }
}
