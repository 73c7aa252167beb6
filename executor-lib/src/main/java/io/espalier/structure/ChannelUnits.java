package io.espalier.structure;

import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.structure.DependencyGraph.Coupled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Coupled channels as units. */
final class ChannelUnits {
  private ChannelUnits() {}

  /**
   * A unit a coupled channel; its stratum is the layer that produces it first.
   *
   * @param wanted which channels are units
   * @param scored of a channel, the indices whose scores make up the unit's
   * @param what they are called where there is none
   */
  static Units of(
      Network network,
      Predicate<Coupled> wanted,
      BiFunction<Indices, Coupled, int[]> scored,
      String what) {
    Map<String, List<Coupled>> byLayer = new LinkedHashMap<>();
    for (Coupled c : DependencyGraph.of(network).channels()) {
      if (wanted.test(c)) {
        byLayer
            .computeIfAbsent(c.producers().get(0).operation(), layer -> new ArrayList<>())
            .add(c);
      }
    }
    if (byLayer.isEmpty()) {
      throw Matrices.none(network, what);
    }
    Indices indices = new Indices(network);
    List<Stratum> strata = new ArrayList<>();
    List<int[]> members = new ArrayList<>();
    List<int[]> scores = new ArrayList<>();
    List<int[]> making = new ArrayList<>();
    byLayer.forEach(
        (layer, channels) -> {
          int first = members.size();
          for (Coupled c : channels) {
            members.add(indices.members(c));
            scores.add(scored.apply(indices, c));
            making.add(indices.produced(c));
          }
          long extents = Matrices.extents(indices.weight(layer).parameter().shape());
          strata.add(
              new Stratum(
                  layer, first, members.size(), extents, kind(network, members.get(first))));
        });
    return new GroupUnits(
        strata,
        members.toArray(int[][]::new),
        scores.toArray(int[][]::new),
        making.toArray(int[][]::new));
  }

  /** The kinds of all operations that have some of the values, in order. */
  private static String kind(Network network, int[] values) {
    Set<String> operations = new LinkedHashSet<>();
    List<String> kinds = new ArrayList<>();
    for (Slot slot : network.slots()) {
      int at = Arrays.binarySearch(values, slot.offset());
      int next = at < 0 ? -at - 1 : at;
      if (next < values.length
          && values[next] < slot.end()
          && operations.add(slot.operation().name())) {
        kinds.add(Stratum.kind(slot.operation()));
      }
    }
    return String.join(", ", kinds);
  }
}
