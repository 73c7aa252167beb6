package io.espalier.structure;

import io.espalier.model.Network;
import java.io.Serializable;

/** What is removed as one unit. */
public interface Granularity extends Serializable {
  /** Its name in the configuration. */
  String name();

  /**
   * A network's units.
   *
   * @throws io.espalier.input.InputException if the network has none, or does not fit, naming the
   *     layer
   */
  Units units(Network network);

  /**
   * Whether what is left of a network after pruning is a smaller network, rather than the same with
   * zeros in it.
   */
  default boolean shrinks() {
    return false;
  }
}
