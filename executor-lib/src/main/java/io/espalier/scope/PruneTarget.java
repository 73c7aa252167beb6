package io.espalier.scope;

/** How far one pruning step goes. */
public sealed interface PruneTarget {
  /**
   * Exactly {@code round(share · prunable)}, half up, are pruned after the step.
   *
   * @param share in [0, 1)
   */
  record Sparsity(double share) implements PruneTarget {
    public Sparsity {
      if (!(share >= 0 && share < 1)) {
        throw new IllegalArgumentException("sparsity " + share + ", expected a share in [0, 1)");
      }
    }
  }

  /** Every unit that scores below {@code score} is pruned. */
  record Threshold(double score) implements PruneTarget {
    public Threshold {
      if (Double.isNaN(score)) {
        throw new IllegalArgumentException("threshold NaN, expected a number");
      }
    }
  }
}
