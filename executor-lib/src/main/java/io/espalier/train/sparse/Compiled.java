package io.espalier.train.sparse;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import java.util.List;

/**
 * A mask as a program's nodes see it.
 *
 * @param bases where each of the network's slots begins among the survivors
 * @param patterns of the linear nodes, in order
 */
record Compiled(int[] bases, Pattern[] patterns) {
  static Compiled of(Network network, List<Linear> linears, Mask mask) {
    List<Network.Slot> slots = network.slots();
    int[] bases = new int[slots.size()];
    for (int s = 1; s < bases.length; s++) {
      Network.Slot before = slots.get(s - 1);
      bases[s] = bases[s - 1] + mask.survivors(before.offset(), before.end());
    }
    Pattern[] patterns = new Pattern[linears.size()];
    for (int l = 0; l < patterns.length; l++) {
      Linear linear = linears.get(l);
      patterns[l] =
          linear.compile(mask, slots.get(linear.weight()).offset(), bases[linear.weight()]);
    }
    return new Compiled(bases, patterns);
  }
}
