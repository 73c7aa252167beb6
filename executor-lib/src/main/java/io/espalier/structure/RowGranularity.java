package io.espalier.structure;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
    List<Operation> all = network.operations();
    Set<Integer> told =
        Arrays.stream(graph.output(all.get(all.size() - 1).name()))
            .boxed()
            .collect(Collectors.toSet());
    List<Slot> slots =
        network.prunable().stream()
            .filter(
                s -> Arrays.stream(graph.output(s.operation().name())).noneMatch(told::contains))
            .toList();
    return Matrices.blocks(network, slots, 1, Integer.MAX_VALUE);
  }
}
