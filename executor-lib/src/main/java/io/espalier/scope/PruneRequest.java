package io.espalier.scope;

import java.util.List;
import java.util.Map;

/**
 * What one pruning step is asked to do.
 *
 * @param target for all prunable weights together, {@code keep} left out
 * @param scope name: {@code global}, {@code layer} or {@code erk}
 * @param keep layer names or globs that are not pruned and do not count
 * @param layers layer name or glob to its own sparsity in [0, 1); the rest makes up the target
 */
public record PruneRequest(
    PruneTarget target, String scope, List<String> keep, Map<String, Double> layers) {
  public PruneRequest {
    keep = List.copyOf(keep);
    layers = Map.copyOf(layers);
    layers.forEach(
        (name, share) -> {
          if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                "sparsity " + share + " of layer " + name + ", expected a share in [0, 1)");
          }
        });
  }
}
