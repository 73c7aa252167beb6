package io.espalier.scope;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each layer, pruned alone, costs in accuracy: the outcome of a sensitivity scan.
 *
 * @param baseline accuracy of the unpruned network, in [0, 1]
 * @param sparsities that were tried, in (0, 1), ascending
 * @param accuracies by layer, in Network order: one for each sparsity, on validation, before any
 *     fine-tuning
 */
public record Sensitivity(
    double baseline, List<Double> sparsities, Map<String, List<Double>> accuracies)
    implements Serializable {
  public Sensitivity {
    sparsities = List.copyOf(sparsities);
    Map<String, List<Double>> copy = new LinkedHashMap<>();
    for (Map.Entry<String, List<Double>> e : accuracies.entrySet()) {
      if (e.getValue().size() != sparsities.size()) {
        throw new IllegalArgumentException(
            e.getValue().size() + " accuracies of " + e.getKey() + " for " + sparsities);
      }
      copy.put(e.getKey(), List.copyOf(e.getValue()));
    }
    accuracies = Collections.unmodifiableMap(copy);
    double before = 0;
    for (double s : sparsities) {
      if (!(s > before && s < 1)) {
        throw new IllegalArgumentException(
            "sparsities " + sparsities + ", expected shares in (0, 1), ascending");
      }
      before = s;
    }
  }

  /**
   * What a layer loses of the accuracy when that share of it is pruned, estimated: 0 at sparsity 0,
   * the whole baseline at 1, straight lines between the points tried.
   *
   * @throws IllegalArgumentException if the layer was not tried
   */
  public double drop(String layer, double sparsity) {
    return curve(layer).drop(sparsity);
  }

  SensitivityCurve curve(String layer) {
    List<Double> measured = accuracies.get(layer);
    if (measured == null) {
      throw new IllegalArgumentException(
          "no sensitivity of layer " + layer + " among " + accuracies.keySet());
    }
    List<Double> drops = new ArrayList<>();
    measured.forEach(a -> drops.add(baseline - a));
    return SensitivityCurve.of(sparsities, drops, baseline);
  }
}
