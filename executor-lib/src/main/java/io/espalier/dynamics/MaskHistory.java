package io.espalier.dynamics;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last masks that were drawn for a candidate. One of them has settled once it differs from each
 * of the {@code window} before it in less than a share {@code epsilon} of the prunable weights.
 *
 * @see io.espalier.schedule.EarlyBirdSchedule
 */
public final class MaskHistory {
  private final Deque<Mask> last = new ArrayDeque<>();

  /** Adds a mask, and says whether it has settled; not before {@code window} others were added. */
  public boolean settles(Network network, Mask mask, int window, double epsilon) {
    boolean settled =
        last.size() >= window && last.stream().allMatch(m -> distance(network, m, mask) < epsilon);
    last.addLast(mask);
    if (last.size() > window) {
      last.removeFirst();
    }
    return settled;
  }

  /** The masks that the next one is compared with, the oldest first. */
  public List<Mask> masks() {
    return List.copyOf(last);
  }

  /** Adds a mask that was drawn before, behind all others. */
  public void add(Mask mask) {
    last.addLast(mask);
  }

  /** The share of the prunable weights that survive in one of two masks and not in the other. */
  public static double distance(Network network, Mask a, Mask b) {
    Mask both = a.and(b);
    Mask either = a.or(b);
    long differ = 0;
    long all = 0;
    for (Slot slot : network.prunable()) {
      differ +=
          either.survivors(slot.offset(), slot.end()) - both.survivors(slot.offset(), slot.end());
      all += slot.size();
    }
    return all == 0 ? 0 : (double) differ / all;
  }
}
