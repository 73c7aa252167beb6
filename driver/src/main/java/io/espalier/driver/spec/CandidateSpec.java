package io.espalier.driver.spec;

import java.io.Serializable;

/**
 * One complete pruning configuration.
 *
 * @param id stable: a hash of the settings below
 * @param prune how it is pruned
 * @param fineTune how it is fine-tuned
 * @param seed of batch order and masks
 * @param control empty, or which control it is: {@code dense} or {@code random}
 */
public record CandidateSpec(
    String id, PruneSpec prune, TrainSpec fineTune, long seed, String control)
    implements Serializable {
  /** The criterion's name of a candidate that is not pruned. */
  public static final String DENSE = "none";

  /** Whether nothing is pruned: the dense control. */
  public boolean dense() {
    return prune.criterion().equals(DENSE);
  }
}
