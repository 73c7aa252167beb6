package io.espalier.structure;

import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation;
import io.espalier.model.Shape;
import io.espalier.structure.DependencyGraph.Coupled;
import io.espalier.structure.DependencyGraph.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where rows and columns of operations lie among a network's values. */
final class Indices {
  private final Map<String, List<Slot>> slots = new HashMap<>();

  Indices(Network network) {
    for (Slot slot : network.slots()) {
      slots.computeIfAbsent(slot.operation().name(), n -> new ArrayList<>()).add(slot);
    }
  }

  /** The weight of a dense layer or convolution. */
  Slot weight(String operation) {
    return slots.get(operation).stream().filter(Slot::prunable).findFirst().orElseThrow();
  }

  /** All values of an operation that belong to one output channel: weights, bias, batch norm. */
  IntStream row(Place place) {
    return slots.get(place.operation()).stream().flatMapToInt(slot -> row(slot, place.index()));
  }

  /** The weights among {@link #row(Place)}. */
  IntStream rowWeights(Place place) {
    return slots.get(place.operation()).stream()
        .filter(Slot::prunable)
        .flatMapToInt(slot -> row(slot, place.index()));
  }

  private static IntStream row(Slot slot, int index) {
    int each = slot.size() / slot.parameter().shape().dim(0);
    int from = slot.offset() + index * each;
    return IntStream.range(from, from + each);
  }

  /** The weights of a dense layer or convolution that read one input channel. */
  IntStream column(Place place) {
    Slot slot = weight(place.operation());
    Shape shape = slot.parameter().shape();
    int taps = shape.size() / (shape.dim(0) * shape.dim(1));
    return IntStream.range(0, shape.dim(0))
        .map(row -> slot.offset() + (row * shape.dim(1) + place.index()) * taps)
        .flatMap(from -> IntStream.range(from, from + taps));
  }

  /** All values that go with a coupled channel, ascending. */
  int[] members(Coupled channel) {
    return ascending(
        IntStream.concat(
            Stream.concat(channel.producers().stream(), channel.dependents().stream())
                .flatMapToInt(this::row),
            channel.consumers().stream().flatMapToInt(this::column)));
  }

  /** The weights among {@link #members}, ascending. */
  int[] weights(Coupled channel) {
    return ascending(
        IntStream.concat(
            Stream.concat(channel.producers().stream(), channel.dependents().stream())
                .flatMapToInt(this::rowWeights),
            channel.consumers().stream().flatMapToInt(this::column)));
  }

  /** The weights of the rows that make a coupled channel, ascending. */
  int[] produced(Coupled channel) {
    return ascending(channel.producers().stream().flatMapToInt(this::rowWeights));
  }

  /** All values of some operations, in order. */
  int[] all(List<Operation> operations) {
    return values(operations, slot -> true);
  }

  /** All weights of some operations, in order. */
  int[] weights(List<Operation> operations) {
    return values(operations, Slot::prunable);
  }

  private int[] values(List<Operation> operations, Predicate<Slot> which) {
    return operations.stream()
        .flatMap(o -> slots.getOrDefault(o.name(), List.of()).stream())
        .filter(which)
        .flatMapToInt(slot -> IntStream.range(slot.offset(), slot.end()))
        .toArray();
  }

  /** A layer that reads its own channel has a weight both in its row and in its column. */
  private static int[] ascending(IntStream indices) {
    return indices.sorted().distinct().toArray();
  }
}
