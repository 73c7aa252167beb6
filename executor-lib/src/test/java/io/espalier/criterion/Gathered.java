package io.espalier.criterion;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.shard.Batch;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import io.espalier.statistic.Gathering;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.Units;
import io.espalier.train.Survivors;
import io.espalier.train.Trainer;
import io.espalier.train.sparse.SparseTrainer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Evidence that a criterion gathers from shards as the executors do, for tests. */
record Gathered(Network network, float[] values, Mask mask, Units units, List<Batch> shards) {
  static final int BATCH_SIZE = 4;

  /** With one trainer for all shards. */
  Evidence evidence(Criterion criterion) {
    try (Trainer trainer = new SparseTrainer(network)) {
      return evidence(criterion, shard -> trainer, IntStream.range(0, shards.size()).toArray());
    }
  }

  /**
   * What the criterion asks first and then.
   *
   * @param trainers by shard
   * @param order in which the shards come to be looked at; sums are added in shard order
   */
  Evidence evidence(Criterion criterion, Function<Integer, Trainer> trainers, int[] order) {
    Map<Statistic, Sums> sums = new LinkedHashMap<>();
    Evidence evidence = new Evidence(network, mask, values, units, sums, 0.5, 1);
    sums.putAll(sums(criterion.statistics(network), trainers, order));
    sums.putAll(sums(criterion.then(evidence), trainers, order));
    return evidence;
  }

  Map<Statistic, Sums> sums(
      List<Statistic> statistics, Function<Integer, Trainer> trainers, int[] order) {
    Sums[][] byShard = new Sums[shards.size()][];
    for (int shard : order) {
      byShard[shard] =
          new Gathering(network, Survivors.gather(mask, values), mask, trainers.apply(shard))
              .of(
                  statistics,
                  BATCH_SIZE,
                  sampling -> sampling.batches(shard(shard), Normalization.NONE, shards.size()))
              .toArray(Sums[]::new);
    }
    Map<Statistic, Sums> sums = new LinkedHashMap<>();
    for (int s = 0; s < statistics.size(); s++) {
      int statistic = s;
      sums.put(statistics.get(s), Sums.of(Arrays.stream(byShard).map(b -> b[statistic]).toList()));
    }
    return sums;
  }

  private Shard shard(int index) {
    Batch all = shards.get(index);
    return new Shard(index, network.input(), all.labels(), new Shard.Floats(all.features()));
  }

  /** Some of a batch's examples. */
  static Batch some(Batch all, List<Integer> examples) {
    int width = all.features().length / all.size();
    float[] features = new float[examples.size() * width];
    for (int i = 0; i < examples.size(); i++) {
      System.arraycopy(all.features(), examples.get(i) * width, features, i * width, width);
    }
    return new Batch(features, examples.stream().mapToInt(e -> all.labels()[e]).toArray());
  }

  /** A shard's batches of {@link #BATCH_SIZE}. */
  static List<Batch> batches(Batch shard) {
    return IntStream.iterate(0, from -> from < shard.size(), from -> from + BATCH_SIZE)
        .mapToObj(
            from ->
                some(
                    shard,
                    IntStream.range(from, Math.min(shard.size(), from + BATCH_SIZE))
                        .boxed()
                        .toList()))
        .toList();
  }
}
