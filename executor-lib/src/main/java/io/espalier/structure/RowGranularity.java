package io.espalier.structure;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import java.util.List;

/**
 * Rows of the weight as a matrix {@code [out, in·kH·kW]}: the weights alone of a neuron or filter.
 * Biases stay, and so does the network's shape. The layers that give the network's output keep all
 * rows, as they keep all channels: without its row a class could not be told any more.
 */
public record RowGranularity(Aggregation aggregation, int minimum) implements Granularity {
  static final Method METHOD =
      new Method(
          Kind.GRANULARITY,
          "row",
          "rows of a layer's weight as a matrix [out, in*kH*kW], weights alone; not of the output"
              + " layer",
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
    DependencyGraph graph = DependencyGraph.of(network);
    List<Slot> slots =
        network.prunable().stream().filter(s -> !graph.givesOutput(s.operation().name())).toList();
    return Matrices.blocks(network, slots, 1, Integer.MAX_VALUE);
  }
}
