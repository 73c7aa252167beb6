package io.espalier.structure;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.model.Network;
import java.util.List;

/** Single weights: unstructured pruning. */
public record WeightGranularity() implements Granularity {
  static final Method METHOD =
      new Method(
          Kind.GRANULARITY,
          "weight",
          "each weight by itself",
          "Han, Pool, Tran, Dally, Learning both Weights and Connections for Efficient Neural"
              + " Networks, NeurIPS 2015, arXiv:1506.02626",
          List.of(),
          "",
          List.of());

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public Units units(Network network) {
    return WeightUnits.of(network);
  }
}
