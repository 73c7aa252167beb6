package io.espalier.structure;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** A network without the coupled channels of which nothing survives. */
final class Narrower {
  private final Network network;
  private final DependencyGraph graph;
  private final Set<Integer> gone = new HashSet<>();

  private Narrower(Network network, Mask mask) {
    this.network = network;
    this.graph = DependencyGraph.of(network);
    Indices indices = new Indices(network);
    for (Map.Entry<Integer, DependencyGraph.Coupled> c : graph.bySet().entrySet()) {
      if (Arrays.stream(indices.members(c.getValue())).noneMatch(mask::survives)) {
        gone.add(c.getKey());
      }
    }
    keepOneEach();
  }

  /** An operation of no channels has no shape: of one that would lose all, the first stays. */
  private void keepOneEach() {
    for (Operation o : network.operations()) {
      int[] channels = graph.output(o.name());
      if (Arrays.stream(channels).allMatch(gone::contains)) {
        gone.remove(channels[0]);
      }
    }
  }

  static Compact of(Network network, Mask mask) {
    Narrower n = new Narrower(network, mask);
    if (n.gone.isEmpty()) {
      return new Compact(network, mask);
    }
    List<Operation> operations = new ArrayList<>();
    for (Operation o : network.operations()) {
      int in = n.left(n.graph.input(o)).length;
      operations.add(Reshaped.of(o, o.inputs(), in, n.left(n.graph.output(o.name())).length));
    }
    Network smaller = Smaller.of(network, operations);
    IntStream kept = network.slots().stream().flatMapToInt(n::kept);
    return new Compact(smaller, Projection.of(mask, kept, smaller.size()));
  }

  /** Which of some channels stay. */
  private int[] left(int[] channels) {
    return IntStream.range(0, channels.length).filter(i -> !gone.contains(channels[i])).toArray();
  }

  /** Indices of a parameter's values that stay. */
  private IntStream kept(Slot slot) {
    Operation o = slot.operation();
    if (o instanceof Operation.Opaque) {
      return IntStream.range(slot.offset(), slot.end());
    }
    int[] rows = left(graph.output(o.name()));
    if (!slot.prunable()) {
      return Arrays.stream(rows).map(row -> slot.offset() + row);
    }
    Shape shape = slot.parameter().shape();
    int width = shape.dim(1);
    int taps = shape.size() / (shape.dim(0) * width);
    // Of a convolution in groups no input goes, or, depthwise, its only column stays.
    boolean grouped = o instanceof Convolution c && c.groups() > 1;
    int[] columns = grouped ? IntStream.range(0, width).toArray() : left(graph.input(o));
    return Arrays.stream(rows)
        .flatMap(
            row ->
                Arrays.stream(columns)
                    .map(column -> slot.offset() + (row * width + column) * taps)
                    .flatMap(from -> IntStream.range(from, from + taps)));
  }
}
