package io.espalier.structure;

/**
 * Units that belong together, such as one layer's: what a per-layer threshold is taken over, and
 * what is never emptied.
 *
 * @param name the layer's; of coupled channels, their first layer's
 * @param offset number of its first unit
 * @param end number behind the last one
 * @param extents sum of the weight's dimensions, for Erdős–Rényi-Kernel densities
 */
public record Stratum(String name, int offset, int end, long extents) {
  /** Number of units. */
  public int size() {
    return end - offset;
  }
}
