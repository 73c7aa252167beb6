package io.espalier.scope;

import io.espalier.structure.Stratum;
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
record LayerRule(Stratum layer, Kind kind, double own) {
  /** Whether the layer is left alone, has a sparsity of its own, or shares in the target. */
  enum Kind {
    KEPT,
    OWN,
    SHARED
  }

  /**
   * One rule a layer, in their order. To be kept goes before a sparsity; a full name goes before
   * globs, and of several globs the longest decides (of those the alphabetically first).
   */
  static List<LayerRule> of(List<Stratum> layers, PruneRequest request) {
    return layers.stream().map(layer -> of(layer, request)).toList();
  }

  private static LayerRule of(Stratum layer, PruneRequest request) {
    String name = layer.name();
    if (request.keep().stream().anyMatch(glob -> Glob.matches(glob, name))) {
      return new LayerRule(layer, Kind.KEPT, 0);
    }
    return request.layers().entrySet().stream()
        .filter(e -> Glob.matches(e.getKey(), name))
        .min(
            Comparator.comparing((Map.Entry<String, Double> e) -> !e.getKey().equals(name))
                .thenComparing(e -> -e.getKey().length())
                .thenComparing(Map.Entry::getKey))
        .map(e -> new LayerRule(layer, Kind.OWN, e.getValue()))
        .orElse(new LayerRule(layer, Kind.SHARED, 0));
  }

  String name() {
    return layer.name();
  }

  int units() {
    return layer.size();
  }

  boolean is(Kind other) {
    return kind == other;
  }

  /**
   * {@code round(share · units)}, half up, of the share as it is written in decimals: 0.145 of 100
   * is 15, though the nearest double to 0.145 lies below it.
   */
  static int count(double share, int units) {
    return BigDecimal.valueOf(share)
        .multiply(BigDecimal.valueOf(units))
        .setScale(0, RoundingMode.HALF_UP)
        .intValueExact();
  }
}
