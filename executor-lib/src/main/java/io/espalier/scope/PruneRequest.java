package io.espalier.scope;

import java.util.List;
import java.util.Map;

/**
 * What one pruning step is asked to do.
 *
 * @param target for all units together, {@code keep} left out
 * @param scope over what one threshold is taken
 * @param keep layer names or globs that are not pruned and do not count
 * @param layers layer name or glob to its own sparsity in [0, 1); the rest makes up the target
 * @param bounds on what survives of each layer
 */
public record PruneRequest(
    PruneTarget target, Scope scope, List<String> keep, Map<String, Double> layers, Bounds bounds) {
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

  /** The same for another target. */
  public PruneRequest to(PruneTarget other) {
    return new PruneRequest(other, scope, keep, layers, bounds);
  }
}
