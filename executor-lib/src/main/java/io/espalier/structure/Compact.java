package io.espalier.structure;

import io.espalier.mask.Mask;
import io.espalier.model.Network;

/**
 * The physically smaller network that a mask leaves.
 *
 * @param network with the operations of the original that are left, under their names
 * @param mask over its values: what survives in it, in order, is what survives in the original, in
 *     order, so that an array of survivors is good for both
 */
public record Compact(Network network, Mask mask) {
  /**
   * Takes out of a network the residual branches, the bypassed layers and the coupled channels that
   * are gone as a whole. An operation keeps one channel at least, if only of zeros. A network from
   * which nothing whole is gone is returned as it is.
   *
   * @throws io.espalier.input.InputException if what the network was read from cannot be made
   *     smaller along with it, naming the layer
   */
  public static Compact of(Network network, Mask mask) {
    Compact shallower = Shallower.of(network, mask);
    return Narrower.of(shallower.network(), shallower.mask());
  }
}
