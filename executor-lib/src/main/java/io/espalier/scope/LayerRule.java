package io.espalier.scope;

import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a request says of one layer.
 *
 * @param own the layer's own sparsity, for {@link Kind#OWN}; else 0
 */
record LayerRule(Slot layer, Kind kind, double own) {
  /** Whether the layer is left alone, has a sparsity of its own, or shares in the target. */
  enum Kind {
    KEPT,
    OWN,
    SHARED
  }

  /**
   * One rule a prunable layer, in Network order. To be kept goes before a sparsity; a full name
   * goes before globs, and of several globs the longest decides (of those the alphabetically
   * first).
   */
  static List<LayerRule> of(Network network, PruneRequest request) {
    return network.prunable().stream().map(slot -> of(slot, request)).toList();
  }

  private static LayerRule of(Slot slot, PruneRequest request) {
    String name = slot.operation().name();
    if (request.keep().stream().anyMatch(glob -> Glob.matches(glob, name))) {
      return new LayerRule(slot, Kind.KEPT, 0);
    }
    return request.layers().entrySet().stream()
        .filter(e -> Glob.matches(e.getKey(), name))
        .min(
            Comparator.comparing((Map.Entry<String, Double> e) -> !e.getKey().equals(name))
                .thenComparing(e -> -e.getKey().length())
                .thenComparing(Map.Entry::getKey))
        .map(e -> new LayerRule(slot, Kind.OWN, e.getValue()))
        .orElse(new LayerRule(slot, Kind.SHARED, 0));
  }

  String name() {
    return layer.operation().name();
  }

  int weights() {
    return layer.size();
  }

  boolean is(Kind other) {
    return kind == other;
  }

  /**
   * {@code round(share · weights)}, half up, of the share as it is written in decimals: 0.145 of
   * 100 is 15, though the nearest double to 0.145 lies below it.
   */
  static int count(double share, int weights) {
    return BigDecimal.valueOf(share)
        .multiply(BigDecimal.valueOf(weights))
        .setScale(0, RoundingMode.HALF_UP)
        .intValueExact();
  }
}
