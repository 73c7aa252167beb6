package io.espalier.criterion;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.Units;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a criterion may look at.
 *
 * @param mask what survives so far
 * @param values all of the network's, pruned ones 0; not to be changed
 * @param units what is scored
 * @param sums what the criterion asked of the data: of one shard, or added over all in shard order
 * @param sparsity the share of units that is to be gone after this step
 * @param seed of random scores: a function of (run seed, candidate, step)
 */
public record Evidence(
    Network network,
    Mask mask,
    float[] values,
    Units units,
    Map<Statistic, Sums> sums,
    double sparsity,
    long seed) {
  /** The same with further statistics. */
  public Evidence with(Map<Statistic, Sums> more) {
    Map<Statistic, Sums> all = new LinkedHashMap<>(sums);
    all.putAll(more);
    return new Evidence(network, mask, values, units, all, sparsity, seed);
  }

  /**
   * A statistic that was asked for.
   *
   * @throws IllegalArgumentException if it was not gathered
   */
  public Sums of(Statistic statistic) {
    Sums found = sums.get(statistic);
    if (found == null) {
      throw new IllegalArgumentException("no " + statistic + " among " + sums.keySet());
    }
    return found;
  }

  /**
   * A statistic of one value a survivor, over a divisor.
   *
   * @return indexed as the network's values; 0 where the mask has pruned
   * @throws IllegalArgumentException if it was not gathered, or has another length
   */
  public double[] spread(Statistic statistic, double divisor) {
    double[] sum = of(statistic).values();
    if (sum.length != mask.survivors(0, mask.size())) {
      throw new IllegalArgumentException(
          sum.length + " sums for " + mask.survivors(0, mask.size()) + " survivors");
    }
    double[] all = new double[mask.size()];
    int n = 0;
    for (int i = mask.next(0); i < all.length; i = mask.next(i + 1)) {
      all[i] = sum[n++] / divisor;
    }
    return all;
  }
}
