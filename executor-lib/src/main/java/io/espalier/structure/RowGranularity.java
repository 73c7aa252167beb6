package io.espalier.structure;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Options;
import io.espalier.model.Network;
import java.util.List;

/**
 * Rows of the weight as a matrix {@code [out, in·kH·kW]}: the weights alone of a neuron or filter.
 * Biases stay, and so does the network's shape.
 */
public record RowGranularity(Aggregation aggregation, int minimum) implements Granularity {
  static final Method METHOD =
      new Method(
          Kind.GRANULARITY,
          "row",
          "rows of a layer's weight as a matrix [out, in*kH*kW], weights alone",
          "Wen, Wu, Wang, Chen, Li, Learning Structured Sparsity in Deep Neural Networks, NeurIPS"
              + " 2016, arXiv:1608.03665",
          List.of(),
          "",
          StructureOptions.lines());

  RowGranularity(Options options) {
    this(
        Aggregation.named(options.choice(StructureOptions.AGGREGATE)),
        options.whole(StructureOptions.MINIMUM));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public Units units(Network network) {
    return Matrices.blocks(network, 1, Integer.MAX_VALUE);
  }
}
