package io.espalier.structure;

import io.espalier.input.Problem;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import java.io.Serializable;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** What is removed as one unit. */
public interface Granularity extends Serializable {
  /** Its name in the configuration. */
  String name();

  /**
   * A network's units.
   *
   * @throws io.espalier.input.InputException if the network has none, naming the network
   */
  Units units(Network network);

  /**
   * Whether what is left of a network after pruning is a smaller network, rather than the same with
   * zeros in it: then {@link Compact} makes it.
   */
  default boolean shrinks() {
    return false;
  }

  /** How a unit's score comes from its weights'. */
  default Aggregation aggregation() {
    return Aggregation.SUM;
  }

  /** Fewest units of a stratum that survive, as far as it has so many. */
  default int minimum() {
    return 1;
  }

  /**
   * The number of surviving units of a stratum is a multiple of this, unless the stratum has fewer.
   */
  default int roundTo() {
    return 1;
  }

  /** The share of the units that goes, where the granularity itself fixes it: N:M's 1 − N/M. */
  default OptionalDouble sparsity() {
    return OptionalDouble.empty();
  }

  /**
   * The units that go in one step, where the granularity itself says which compete and how many of
   * them stay, as N:M does; empty where a scope decides.
   *
   * @param scores indexed as the network's values, the lowest go first
   * @param current what survives so far; the result is a subset of it
   * @param kept names of layers that nothing is taken from
   * @throws io.espalier.input.InputException if a layer does not fit, as {@link #problems} says
   */
  default Optional<BitSet> lowest(
      Network network, double[] scores, Mask current, Set<String> kept) {
    return Optional.empty();
  }

  /**
   * The layers that do not fit, by name.
   *
   * @param kept names of layers that nothing is taken from, and which fit therefore
   */
  default List<Problem> problems(Network network, Set<String> kept) {
    return List.of();
  }
}
