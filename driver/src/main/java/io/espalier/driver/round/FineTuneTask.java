package io.espalier.driver.round;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.shard.Batches;
import io.espalier.shard.Normalization;
import io.espalier.shard.Seeds;
import io.espalier.shard.Shard;
import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * A round's fine-tuning of some candidates on one shard. A record: its components are all that
 * Spark ships.
 *
 * @param members indices of the candidates of this task's group
 */
record FineTuneTask(
    Broadcast<Network> network,
    Normalization normalization,
    Broadcast<List<WireCandidate>> wave,
    Broadcast<List<Mask>> masks,
    int[] members)
    implements Function<Shard, List<Part>> {
  @Override
  public List<Part> call(Shard shard) {
    List<Part> results = new ArrayList<>();
    try (Trainer trainer = Trainers.open(network.value())) {
      for (int member : members) {
        results.add(cell(trainer, shard, member));
      }
    }
    return results;
  }

  private CellResult cell(Trainer trainer, Shard shard, int member) {
    WireCandidate c = wave.value().get(member);
    long start = Clocks.threadNanos();
    TimedBatches batches =
        new TimedBatches(
            Batches.training(
                shard, normalization, c.spec().batchSize(), c.seed(), c.firstBatch(), c.batches()));
    try {
      Trainer.FineTuned tuned =
          trainer.fineTune(
              c.state(),
              masks.value().get(member),
              batches,
              c.spec().optimizer(),
              c.spec().schedule(),
              c.totalBatches(),
              Seeds.mix(c.seed(), Seeds.of(c.id()), shard.index(), c.round()));
      return new CellResult(
          member,
          shard.index(),
          c.spec().moments().equals("restart")
              ? new ReplicaState(tuned.state().values(), new float[0][], tuned.state().step())
              : tuned.state(),
          tuned.examples(),
          tuned.lossSum(),
          Clocks.threadNanos() - start,
          batches.nanos(),
          null,
          null);
    } catch (RuntimeException e) {
      // The candidate's own arithmetic: recorded and not retried, since it would end the same way.
      StringWriter stack = new StringWriter();
      e.printStackTrace(new PrintWriter(stack));
      return new CellResult(
          member,
          shard.index(),
          null,
          0,
          0,
          Clocks.threadNanos() - start,
          batches.nanos(),
          e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(),
          stack.toString());
    }
  }
}
