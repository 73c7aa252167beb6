package io.espalier.scope;

import io.espalier.model.Network.Slot;
import java.util.BitSet;
import java.util.List;

/** One threshold over all layers together: the lowest scores go, wherever they are. */
public record GlobalScope() implements Scope {
  @Override
  public String name() {
    return "global";
  }

  @Override
  public int[] counts(List<Slot> layers, double[] scores, BitSet gone, int total) {
    BitSet before = new BitSet();
    BitSet left = new BitSet();
    for (Slot layer : layers) {
      left.set(layer.offset(), layer.end());
    }
    before.or(left);
    before.and(gone);
    left.andNot(gone);
    BitSet lost = Lowest.of(scores, before, total);
    lost.or(Lowest.of(scores, left, total - lost.cardinality()));
    return layers.stream()
        .mapToInt(layer -> lost.get(layer.offset(), layer.end()).cardinality())
        .toArray();
  }
}
