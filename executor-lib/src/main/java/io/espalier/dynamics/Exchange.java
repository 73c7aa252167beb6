package io.espalier.dynamics;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.scope.Lowest;
import java.util.BitSet;
import java.util.Collection;

/**
 * Drops the weights of the least magnitude and grows as many, each layer for itself: a layer of n
 * survivors keeps the {@code n - ⌊share · n⌋} largest, and grows {@code ⌊share · n⌋} among all that
 * it did not keep, those just dropped among them. Of equal magnitudes the lower index is dropped
 * first, of equal grades the lower index grows last.
 *
 * @see io.espalier.schedule.RiglSchedule
 */
public final class Exchange {
  private Exchange() {}

  /**
   * The mask after an exchange; each layer has as many survivors as before.
   *
   * @param values all of the network's
   * @param grades all of the network's: the largest grow
   * @param share of each layer's survivors, in [0, 1)
   * @param layers that take part
   */
  public static Mask of(
      Network network,
      Mask mask,
      float[] values,
      double[] grades,
      double share,
      Collection<String> layers) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("share " + share + ", expected one in [0, 1)");
    }
    BitSet gone = new BitSet(mask.size());
    double[] magnitudes = new double[values.length];
    for (Slot slot : network.prunable()) {
      BitSet survivors = new BitSet(mask.size());
      for (int i = slot.offset(); i < slot.end(); i++) {
        survivors.set(i, mask.survives(i));
        magnitudes[i] = Math.abs(values[i]);
      }
      BitSet away = new BitSet(mask.size());
      away.set(slot.offset(), slot.end());
      away.andNot(survivors);
      if (layers.contains(slot.operation().name())) {
        int count = (int) (share * survivors.cardinality());
        away.or(Lowest.of(magnitudes, survivors, count));
        gone.or(Lowest.of(grades, away, away.cardinality() - count));
      } else {
        gone.or(away);
      }
    }
    return Mask.full(mask.size()).without(gone);
  }
}
