package io.espalier.scope;

import io.espalier.model.Network.Slot;
import java.util.BitSet;
import java.util.List;

/** A threshold a layer: each loses the same share, rounded by largest remainder. */
public record LayerScope() implements Scope {
  @Override
  public String name() {
    return "layer";
  }

  @Override
  public int[] counts(List<Slot> layers, double[] scores, BitSet gone, int total) {
    return Apportionment.byWeight(layers.stream().mapToInt(Slot::size).toArray(), total);
  }
}
