package io.espalier.scope;

import io.espalier.structure.Stratum;
import java.io.Serializable;
import java.util.BitSet;
import java.util.List;

/** Over what one threshold is taken: how many units each layer is to lose. */
public interface Scope extends Serializable {
  /** Its name in the configuration. */
  String name();

  /**
   * Whether layers without a sparsity of their own share a target; else every layer needs its own.
   */
  default boolean shares() {
    return true;
  }

  /** Whether a layer's count depends on how its scores compare with other layers'. */
  default boolean compares() {
    return false;
  }

  /** The same, or what stands for it as long as it lacks what it has to measure first. */
  default Scope prior() {
    return this;
  }

  /**
   * How many units each layer is to have lost, before any bound.
   *
   * @param layers those that share the target, in Network order
   * @param scores indexed by unit
   * @param gone units that are pruned already; they come before all others
   * @param total what the counts add up to, at most all of the layers' units
   */
  int[] counts(List<Stratum> layers, double[] scores, BitSet gone, int total);
}
