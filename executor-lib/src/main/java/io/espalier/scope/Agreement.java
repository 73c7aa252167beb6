package io.espalier.scope;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far the shards' own masks agree. */
public final class Agreement {
  private Agreement() {}

  /**
   * Mean over all pairs of shards of the survivors' Jaccard index (Jaccard 1912), a share in [0, 1]
   * for each prunable layer, in Network order; 1 where there is a single shard.
   *
   * @param shardMasks at least one, in shard order
   */
  public static Map<String, Double> of(Network network, List<Mask> shardMasks) {
    Map<String, Double> agreement = new LinkedHashMap<>();
    for (Slot slot : network.prunable()) {
      double sum = 0;
      int pairs = 0;
      for (int a = 0; a < shardMasks.size(); a++) {
        for (int b = a + 1; b < shardMasks.size(); b++) {
          sum += shardMasks.get(a).jaccard(shardMasks.get(b), slot.offset(), slot.end());
          pairs++;
        }
      }
      agreement.put(slot.operation().name(), pairs == 0 ? 1 : sum / pairs);
    }
    return agreement;
  }
}
