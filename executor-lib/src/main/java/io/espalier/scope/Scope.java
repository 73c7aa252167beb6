package io.espalier.scope;

import io.espalier.model.Network.Slot;
import java.util.BitSet;
import java.util.List;

/** Over what one threshold is taken: how many weights each layer is to lose. */
public sealed interface Scope permits GlobalScope, LayerScope, ErkScope {
  /** Its name in the configuration. */
  String name();

  /**
   * How many weights each layer is to have lost, before any bound.
   *
   * @param layers those that share the target, in Network order
   * @param scores indexed as the network's values
   * @param gone indices that are pruned already; they come before all others
   * @param total what the counts add up to, at most all of the layers' weights
   */
  int[] counts(List<Slot> layers, double[] scores, BitSet gone, int total);
}
