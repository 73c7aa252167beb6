package io.espalier.structure;

import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.structure.DependencyGraph.Coupled;
import io.espalier.structure.DependencyGraph.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The output channels of all layers that have weights, numbered one after the other in Network
 * order: a neuron of a dense layer or a filter of a convolution each. Channel {@code c}'s weights
 * are row {@code c - first(layer)} of its layer's.
 */
public final class OutputChannels {
  private final Network network;
  private final Map<String, Integer> firsts = new HashMap<>();
  private final Map<String, Slot> slots = new HashMap<>();
  private final int size;

  private OutputChannels(Network network) {
    this.network = network;
    int next = 0;
    for (Slot slot : network.prunable()) {
      firsts.put(slot.operation().name(), next);
      slots.put(slot.operation().name(), slot);
      next += rows(slot);
    }
    this.size = next;
  }

  public static OutputChannels of(Network network) {
    return new OutputChannels(network);
  }

  /** The number of output channels that a weight has. */
  public static int rows(Slot weight) {
    return weight.parameter().shape().dim(0);
  }

  /** One more than the last channel's number. */
  public int size() {
    return size;
  }

  /** Number of a layer's first channel. */
  public int first(String layer) {
    return firsts.get(layer);
  }

  /** The numbers of a layer's channels. */
  public IntStream of(String layer) {
    return IntStream.range(first(layer), first(layer) + rows(slots.get(layer)));
  }

  /** The layers' weights, in Network order. */
  public List<Slot> layers() {
    return network.prunable();
  }

  /** Index of the first value of a channel's weights, and of the one behind the last. */
  public int[] row(int channel) {
    for (Slot slot : layers()) {
      int row = channel - first(slot.operation().name());
      if (row < rows(slot)) {
        int each = slot.size() / rows(slot);
        return new int[] {slot.offset() + row * each, slot.offset() + (row + 1) * each};
      }
    }
    throw new IndexOutOfBoundsException("channel " + channel + " of " + size);
  }

  /** Name of the layer that a channel is an output of. */
  public String layer(int channel) {
    return layers().stream()
        .filter(slot -> channel < first(slot.operation().name()) + rows(slot))
        .findFirst()
        .orElseThrow()
        .operation()
        .name();
  }

  /**
   * The channels that each unit removes: those of its own layer and, where additions tie them to
   * others, the others', ascending.
   *
   * @return {@code [units][channels]}; empty if some unit removes no whole channel of its layer, as
   *     single weights, columns and whole layers do
   */
  public Optional<int[][]> of(Units units) {
    if (!(units instanceof GroupUnits groups)) {
      return Optional.empty();
    }
    Map<Place, Coupled> coupled = new HashMap<>();
    for (Coupled c : DependencyGraph.of(network).channels()) {
      c.producers().forEach(place -> coupled.put(place, c));
    }
    int[][] all = new int[groups.size()][];
    for (Stratum stratum : groups.strata()) {
      for (int u = stratum.offset(); u < stratum.end(); u++) {
        all[u] = channels(stratum.name(), groups.members(u), coupled);
        if (all[u].length == 0) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(all);
  }

  private int[] channels(String layer, int[] members, Map<Place, Coupled> coupled) {
    List<Place> places = new ArrayList<>();
    for (Place own : whole(layer, members)) {
      Coupled tied = coupled.get(own);
      places.add(own);
      if (tied != null) {
        tied.producers().stream()
            .filter(place -> whole(place.operation(), members).contains(place))
            .forEach(places::add);
      }
    }
    return places.stream()
        .mapToInt(place -> first(place.operation()) + place.index())
        .sorted()
        .distinct()
        .toArray();
  }

  /** The rows of a layer's weight that are members to the last value. */
  private List<Place> whole(String layer, int[] members) {
    Slot slot = slots.get(layer);
    if (slot == null) {
      return List.of();
    }
    int each = slot.size() / rows(slot);
    List<Place> found = new ArrayList<>();
    int at = Arrays.binarySearch(members, slot.offset());
    for (int m = at < 0 ? -at - 1 : at; m < members.length && members[m] < slot.end(); m++) {
      int last = m + each - 1;
      if ((members[m] - slot.offset()) % each == 0
          && last < members.length
          && members[last] == members[m] + each - 1) {
        found.add(new Place(layer, (members[m] - slot.offset()) / each));
      }
    }
    return found;
  }
}
