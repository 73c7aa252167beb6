package io.espalier.method;

import java.util.Locale;

/** What a method cannot do without. */
public enum Need {
  /** A pass over training examples. */
  DATA,
  /** The loss's gradients. */
  GRADIENTS,
  /** Activations within the network. */
  ACTIVATIONS,
  /** Second derivatives of the loss: only networks whose operations are all known have them. */
  CURVATURE,
  /** Batch normalisation behind what is pruned. */
  BATCH_NORM,
  /** A granularity whose units are neurons, filters or channels. */
  STRUCTURES,
  /** Values of pruned weights, which travel with the others. */
  DENSE_STATE,
  /** A start before any training. */
  INIT;

  /** Its name in {@code espalier methods}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
