package io.espalier.driver.round;

import io.espalier.shard.Batches;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import io.espalier.train.Trainer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * The loss gradient of some states' survivors, summed over one shard's examples.
 *
 * @param values survivors' values, a row a state
 * @param batchSizes a state's, as batch normalisation sees its batches
 */
record ScoreTask(
    Broadcast<Arithmetic> arithmetic,
    Normalization normalization,
    Broadcast<List<float[]>> values,
    List<SentMasks.Place> masks,
    List<Integer> batchSizes,
    int[] members)
    implements Function<Shard, List<ScoreTask.Part>> {
  /** One state's gradient sum on one shard, a value a survivor. */
  record Part(int state, int shard, double[] gradientSum, long examples, long nanos)
      implements Serializable {}

  @Override
  public List<Part> call(Shard shard) {
    return TrainerPool.SHARED.with(arithmetic.value(), trainer -> parts(trainer, shard));
  }

  private List<Part> parts(Trainer trainer, Shard shard) {
    Map<Integer, RememberedBatches> batches = new TreeMap<>();
    List<Part> parts = new ArrayList<>();
    for (int member : members) {
      long start = Clocks.threadNanos();
      int size = batchSizes.get(member);
      double[] sum =
          trainer.gradientSum(
              values.value().get(member),
              masks.get(member).mask(),
              batches
                  .computeIfAbsent(
                      size,
                      n ->
                          new RememberedBatches(
                              shard,
                              members.length,
                              () -> Batches.inOrder(shard, normalization, n)))
                  .iterator());
      parts.add(new Part(member, shard.index(), sum, shard.size(), Clocks.threadNanos() - start));
    }
    return parts;
  }
}
