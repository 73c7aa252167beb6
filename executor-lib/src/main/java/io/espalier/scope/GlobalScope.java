package io.espalier.scope;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.structure.Stratum;
import java.util.BitSet;
import java.util.List;

/** One threshold over all layers together: the lowest scores go, wherever they are. */
public record GlobalScope() implements Scope {
  static final Method METHOD =
      new Method(
          Kind.SCOPE,
          "global",
          "one threshold over all layers together",
          "Han, Pool, Tran, Dally: Learning both Weights and Connections for Efficient Neural"
              + " Networks, NeurIPS 2015",
          List.of(),
          "",
          List.of());

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public boolean compares() {
    return true;
  }

  @Override
  public int[] counts(List<Stratum> layers, double[] scores, BitSet gone, int total) {
    BitSet before = new BitSet();
    BitSet left = new BitSet();
    for (Stratum layer : layers) {
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
