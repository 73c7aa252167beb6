package io.espalier.criterion;

import io.espalier.input.Problem;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.statistic.Statistic;
import io.espalier.structure.Aggregation;
import io.espalier.structure.Granularity;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gives every unit an importance score; the lowest are pruned first. */
public interface Criterion extends Serializable {
  /** Its name in the configuration, lower-case with hyphens. */
  String name();

  /** What it asks of the training data; nothing for a criterion that looks at values alone. */
  default List<Statistic> statistics(Network network) {
    return List.of();
  }

  /**
   * What it asks of the data once it has seen the first statistics, such as a product with their
   * sum: a second pass.
   */
  default List<Statistic> then(Evidence first) {
    return List.of();
  }

  /**
   * Scores, indexed by unit; entries of units that are gone, and of gaps in the numbering, mean
   * nothing.
   *
   * @param how a structure's score comes from its weights', where it does
   */
  double[] score(Evidence evidence, Aggregation how);

  /**
   * What the survivors' values become to make up for what is pruned.
   *
   * @param after what survives; a subset of the evidence's mask
   * @return indexed as the network's values; those of the pruned mean nothing
   */
  default float[] compensate(Evidence evidence, Mask after) {
    return evidence.values();
  }

  /**
   * Whether layers are pruned one after the other, each with statistics of what the pruned layers
   * before it give.
   */
  default boolean layerByLayer() {
    return false;
  }

  /** Why it cannot score a network's units; empty if it can. */
  default Optional<Problem> refuses(Network network, Granularity granularity) {
    return Optional.empty();
  }

  /**
   * As above, where some layers are never pruned, so that their scores do not matter.
   *
   * @param kept names of operations
   */
  default Optional<Problem> refuses(Network network, Granularity granularity, Set<String> kept) {
    return refuses(network, granularity);
  }
}
