package io.espalier.scope;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.structure.Stratum;
import java.util.BitSet;
import java.util.List;

/** A threshold a layer: each loses the same share, rounded by largest remainder. */
public record LayerScope() implements Scope {
  static final Method METHOD =
      new Method(
          Kind.SCOPE,
          "layer",
          "the same share of every layer",
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
  public int[] counts(List<Stratum> layers, double[] scores, BitSet gone, int total) {
    return Apportionment.byWeight(layers.stream().mapToInt(Stratum::size).toArray(), total);
  }
}
