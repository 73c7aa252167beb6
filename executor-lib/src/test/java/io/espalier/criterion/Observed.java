package io.espalier.criterion;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.shard.Batch;
import io.espalier.statistic.Gathering;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.WeightUnits;
import io.espalier.train.Survivors;
import io.espalier.train.sparse.SparseTrainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a criterion would be shown in a cluster: its statistics gathered from shards. */
final class Observed {
  private final Network network;
  private final float[] values;
  private final Mask mask;
  private final List<List<Batch>> shards;

  /**
   * A state and its data.
   *
   * @param shards each one's batches
   */
  Observed(Network network, float[] values, Mask mask, List<List<Batch>> shards) {
    this.network = network;
    this.values = values;
    this.mask = mask;
    this.shards = shards;
  }

  /** The statistics of both stages, summed in shard order. */
  Evidence evidence(Criterion criterion, double sparsity) {
    Evidence first = gather(criterion.statistics(network), Map.of(), sparsity);
    return gather(criterion.then(first), first.sums(), sparsity);
  }

  private Evidence gather(List<Statistic> statistics, Map<Statistic, Sums> known, double sparsity) {
    List<List<Sums>> parts = new ArrayList<>();
    try (SparseTrainer trainer = new SparseTrainer(network)) {
      Gathering gathering = new Gathering(network, Survivors.gather(mask, values), mask, trainer);
      for (List<Batch> shard : shards) {
        parts.add(gathering.of(statistics, 8, sampling -> shard.iterator()));
      }
    }
    Map<Statistic, Sums> all = new LinkedHashMap<>(known);
    for (int s = 0; s < statistics.size(); s++) {
      int at = s;
      all.put(statistics.get(s), Sums.of(parts.stream().map(p -> p.get(at)).toList()));
    }
    return new Evidence(network, mask, values, WeightUnits.of(network), all, sparsity, 7);
  }
}
