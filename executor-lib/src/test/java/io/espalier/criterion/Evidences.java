package io.espalier.criterion;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.WeightUnits;
import java.util.Map;

/** Evidence of single weights, nothing pruned yet, for tests. */
final class Evidences {
  private Evidences() {}

  static Evidence of(Network network, float[] values) {
    return of(network, values, Map.of());
  }

  static Evidence of(Network network, float[] values, Map<Statistic, Sums> sums) {
    return new Evidence(
        network, Mask.full(network.size()), values, WeightUnits.of(network), sums, 0.5, 1);
  }

  static Evidence seeded(Network network, long seed) {
    return new Evidence(
        network,
        Mask.full(network.size()),
        new float[network.size()],
        WeightUnits.of(network),
        Map.of(),
        0.5,
        seed);
  }
}
