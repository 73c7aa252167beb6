package io.espalier.criterion;

import io.espalier.input.Problem;
import io.espalier.model.Network;
import io.espalier.structure.Aggregation;
import io.espalier.structure.Downstream;
import io.espalier.structure.Granularity;
import io.espalier.structure.GroupUnits;
import io.espalier.structure.OutputChannels;
import io.espalier.structure.Units;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A criterion that scores output channels: a structure's score comes from the neurons or filters
 * that it removes, and single weights have none.
 */
public interface ChannelCriterion extends Criterion {
  /** Scores, indexed as {@link OutputChannels}; those of no unit mean nothing. */
  double[] channels(Evidence evidence);

  /** Why it cannot score a layer's channels; empty if it can. */
  default Optional<Problem> refuses(Downstream downstream, String layer) {
    return Optional.empty();
  }

  @Override
  default double[] score(Evidence evidence, Aggregation how) {
    int[][] channels = channelsOf(this, evidence.network(), evidence.units());
    return new GroupUnits(evidence.units().strata(), channels, channels)
        .aggregate(channels(evidence), how);
  }

  @Override
  default Optional<Problem> refuses(Network network, Granularity granularity) {
    return refuses(network, granularity, Set.of());
  }

  @Override
  default Optional<Problem> refuses(Network network, Granularity granularity, Set<String> kept) {
    OutputChannels all = OutputChannels.of(network);
    Optional<int[][]> channels = all.of(granularity.units(network));
    if (channels.isEmpty()) {
      return Optional.of(wantsChannels(name(), granularity));
    }
    Downstream downstream = new Downstream(network);
    return Arrays.stream(channels.get())
        .flatMapToInt(Arrays::stream)
        .mapToObj(all::layer)
        .distinct()
        .filter(layer -> !kept.contains(layer))
        .flatMap(layer -> refuses(downstream, layer).stream())
        .findFirst();
  }

  /**
   * The channels of each unit.
   *
   * @throws IllegalArgumentException if the units are not made of channels
   */
  static int[][] channelsOf(Criterion criterion, Network network, Units units) {
    return OutputChannels.of(network)
        .of(units)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    criterion.name() + " scores neurons, filters and channels alone"));
  }

  /** The problem of a criterion that scores channels with a granularity that has none. */
  static Problem wantsChannels(String criterion, Granularity granularity) {
    return new Problem(
        "prune.granularity",
        "is " + granularity.name() + ", which " + criterion + " gives no score",
        "one of neuron, filter, channel and row");
  }
}
