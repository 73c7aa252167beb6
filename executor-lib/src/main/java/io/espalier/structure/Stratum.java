package io.espalier.structure;

import io.espalier.model.Operation;
import io.espalier.model.Operation.Convolution;

/**
 * Units that belong together, such as one layer's: what a per-layer threshold is taken over, and
 * what is never emptied.
 *
 * @param name the layer's; of coupled channels, their first layer's
 * @param offset number of its first unit
 * @param end number behind the last one
 * @param extents sum of the weight's dimensions, for Erdős–Rényi-Kernel densities
 * @param kind what operations a unit belongs to: units of one kind are isomorphic, whatever their
 *     layers' sizes
 */
public record Stratum(String name, int offset, int end, long extents, String kind) {
  /** A stratum of no kind but its own. */
  public Stratum(String name, int offset, int end, long extents) {
    this(name, offset, end, extents, name);
  }

  /** Number of units. */
  public int size() {
    return end - offset;
  }

  /** The kind of one weight of an operation: {@code Dense}, {@code Convolution 3x3}. */
  public static String kind(Operation operation) {
    String kind = operation.getClass().getSimpleName();
    if (!(operation instanceof Convolution c)) {
      return kind;
    }
    String kernel = kind + " " + c.window().kernelH() + "x" + c.window().kernelW();
    return c.groups() == 1 ? kernel : kernel + (c.groups() == c.in() ? " depthwise" : " grouped");
  }
}
