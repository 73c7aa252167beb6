package io.espalier.scope;

import io.espalier.mask.Mask;
import java.util.List;

/**
 * The outcome of one pruning step.
 *
 * @param prunable units (weights or structures), {@code keep} left out
 * @param requested how many of them were to be pruned
 * @param achieved how many are
 * @param why empty where both agree
 * @param layers in Network order, kept ones too (requested 0)
 */
public record Pruned(
    Mask mask, int prunable, int requested, int achieved, String why, List<LayerOutcome> layers) {
  /** Pruned / prunable. */
  public double sparsity() {
    return prunable == 0 ? 0 : (double) achieved / prunable;
  }
}
