package io.espalier.scope;

/** How far one pruning step goes. */
public sealed interface PruneTarget {
  /**
   * Exactly {@code round(share · prunable)}, half up, are pruned after the step.
   *
   * @param share in [0, 1)
   */
  record Sparsity(double share) implements PruneTarget {}

  /** Every weight that scores below {@code score} is pruned. */
  record Threshold(double score) implements PruneTarget {}
}
