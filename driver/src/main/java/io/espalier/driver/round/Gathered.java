package io.espalier.driver.round;

import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a candidate's criterion asked of the data.
 *
 * @param shards each shard's, in shard order; none for a criterion that asks nothing
 * @param all added over the shards, in shard order
 */
record Gathered(List<Map<Statistic, Sums>> shards, Map<Statistic, Sums> all) {
  static final Gathered NOTHING = new Gathered(List.of(), Map.of());

  /**
   * Some statistics of what was gathered for several candidates together.
   *
   * @param asked what the parts are, in their order
   * @param parts by shard, in shard order
   * @param own those wanted
   */
  static Gathered of(List<Statistic> asked, List<List<Sums>> parts, List<Statistic> own) {
    List<Map<Statistic, Sums>> shards = new ArrayList<>();
    for (List<Sums> part : parts) {
      Map<Statistic, Sums> of = new LinkedHashMap<>();
      own.forEach(s -> of.put(s, part.get(asked.indexOf(s))));
      shards.add(of);
    }
    Map<Statistic, Sums> all = new LinkedHashMap<>();
    for (Statistic s : own) {
      all.put(s, Sums.of(shards.stream().map(shard -> shard.get(s)).toList()));
    }
    return new Gathered(List.copyOf(shards), all);
  }

  /** Both together. */
  Gathered and(Gathered later) {
    if (shards.isEmpty() || later.shards.isEmpty()) {
      return shards.isEmpty() ? later : this;
    }
    List<Map<Statistic, Sums>> both = new ArrayList<>();
    for (int s = 0; s < shards.size(); s++) {
      both.add(joined(shards.get(s), later.shards.get(s)));
    }
    return new Gathered(List.copyOf(both), joined(all, later.all));
  }

  private static Map<Statistic, Sums> joined(Map<Statistic, Sums> a, Map<Statistic, Sums> b) {
    Map<Statistic, Sums> both = new LinkedHashMap<>(a);
    both.putAll(b);
    return both;
  }
}
