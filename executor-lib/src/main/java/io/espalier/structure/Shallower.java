package io.espalier.structure;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Add;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** A network without the branches and layers of which nothing survives. */
final class Shallower {
  private final Network network;
  private final Set<String> removed = new HashSet<>();

  /** By what is no more: what its readers read instead. */
  private final Map<String, String> instead = new HashMap<>();

  /** By addition, the inputs that it loses. */
  private final Map<String, Set<String>> lost = new HashMap<>();

  private Shallower(Network network, List<Bypass> gone) {
    this.network = network;
    for (Bypass b : gone) {
      b.operations().forEach(o -> removed.add(o.name()));
      if (b.add().isPresent()) {
        lost.computeIfAbsent(b.add().get(), a -> new HashSet<>()).add(b.to());
      } else {
        instead.put(b.to(), b.from());
      }
    }
  }

  static Compact of(Network network, Mask mask) {
    Indices indices = new Indices(network);
    List<Bypass> gone =
        Bypasses.of(network).stream()
            .filter(b -> Arrays.stream(indices.all(b.operations())).noneMatch(mask::survives))
            .toList();
    if (gone.isEmpty()) {
      return new Compact(network, mask);
    }
    Shallower s = new Shallower(network, gone);
    Network smaller = Smaller.of(network, s.operations());
    IntStream kept =
        network.slots().stream()
            .filter(slot -> !s.removed.contains(slot.operation().name()))
            .flatMapToInt(slot -> IntStream.range(slot.offset(), slot.end()));
    return new Compact(smaller, Projection.of(mask, kept, smaller.size()));
  }

  private List<Operation> operations() {
    List<Operation> left = new ArrayList<>();
    for (Operation o : network.operations()) {
      if (removed.contains(o.name())) {
        continue;
      }
      Set<String> without = lost.getOrDefault(o.name(), Set.of());
      List<String> inputs =
          o.inputs().stream().filter(in -> !without.contains(in)).map(this::read).toList();
      if (o instanceof Add && inputs.size() == 1) {
        instead.put(o.name(), inputs.get(0));
      } else {
        left.add(Reshaped.reading(o, inputs));
      }
    }
    return left;
  }

  private String read(String name) {
    String at = name;
    while (instead.containsKey(at)) {
      at = instead.get(at);
    }
    return at;
  }
}
