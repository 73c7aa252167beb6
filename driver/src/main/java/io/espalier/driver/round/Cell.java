package io.espalier.driver.round;

import io.espalier.mask.Mask;
import io.espalier.shard.Batch;
import io.espalier.shard.Seeds;
import io.espalier.train.Course;
import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** One candidate on one shard for one round, in the task that trains it. */
final class Cell {
  private final int candidate;
  private final int shard;
  private final WireCandidate wire;
  private final Mask mask;
  private Trainer.FineTuning training;
  private Trainer.FineTuned tuned;
  private RuntimeException failure;
  private long nanos;
  private long batchNanos;

  Cell(int candidate, int shard, WireCandidate wire, Mask mask) {
    this.candidate = candidate;
    this.shard = shard;
    this.wire = wire;
    this.mask = mask;
  }

  void begin(Trainer trainer) {
    timed(
        () ->
            training =
                trainer.begin(
                    wire.state(),
                    mask,
                    new Course(wire.spec().recipe(), wire.totalBatches()),
                    Seeds.mix(wire.seed(), Seeds.of(wire.id()), shard, wire.round())));
  }

  void run(List<Batch> batches) {
    timed(() -> batches.forEach(training::step));
  }

  void finish() {
    timed(() -> tuned = training.finish());
    training = null;
  }

  /** Counts this cell's part of making batches. */
  void madeBatches(long spent) {
    nanos += spent;
    batchNanos += spent;
  }

  boolean failed() {
    return failure != null;
  }

  /**
   * A candidate's own arithmetic that fails is recorded and not retried, since it would end the
   * same way; the others of its task go on.
   */
  private void timed(Runnable work) {
    long start = Clocks.threadNanos();
    try {
      work.run();
    } catch (RuntimeException e) {
      failure = e;
      training = null;
    }
    nanos += Clocks.threadNanos() - start;
  }

  CellResult result() {
    if (failure != null) {
      StringWriter stack = new StringWriter();
      failure.printStackTrace(new PrintWriter(stack));
      String text = failure.getMessage();
      return new CellResult(
          candidate,
          shard,
          null,
          0,
          0,
          nanos,
          batchNanos,
          text == null ? failure.getClass().getSimpleName() : text,
          stack.toString());
    }
    ReplicaState state = tuned.state();
    return new CellResult(
        candidate,
        shard,
        wire.spec().travellingMoments() == 0
            ? new ReplicaState(state.values(), new float[0][], state.step())
            : state,
        tuned.examples(),
        tuned.lossSum(),
        nanos,
        batchNanos,
        null,
        null);
  }
}
