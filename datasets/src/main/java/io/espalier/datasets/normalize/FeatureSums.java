package io.espalier.datasets.normalize;

import io.espalier.shard.Shard;
import java.io.Serializable;

/**
 * Count, mean and centred squares of groups of features, and the largest magnitude of all; can be
 * merged. A group is a channel or a single feature.
 *
 * @param count values in each group
 * @param mean {@code [groups]}
 * @param squares {@code [groups]}, of the differences from the mean
 * @param largest absolute value
 */
record FeatureSums(long count, double[] mean, double[] squares, double largest)
    implements Serializable {

  /** Sums of one shard, in two passes over its values. */
  static FeatureSums of(Shard shard, int groups) {
    int width = shard.shape().size();
    int plane = width / groups;
    long count = (long) shard.size() * plane;
    double[] mean = new double[groups];
    double[] squares = new double[groups];
    double largest = 0;
    for (int i = 0; i < shard.features().length(); i++) {
      largest = Math.max(largest, Math.abs(shard.features().at(i)));
    }
    for (int g = 0; g < groups && count > 0; g++) {
      // Differences from the first value: a constant feature then has exactly no variance.
      double first = shard.features().at(g * plane);
      double sum = 0;
      for (int n = 0; n < shard.size(); n++) {
        for (int p = 0; p < plane; p++) {
          sum += shard.features().at(n * width + g * plane + p) - first;
        }
      }
      mean[g] = first + sum / count;
      for (int n = 0; n < shard.size(); n++) {
        for (int p = 0; p < plane; p++) {
          double d = shard.features().at(n * width + g * plane + p) - mean[g];
          squares[g] += d * d;
        }
      }
    }
    return new FeatureSums(count, mean, squares, largest);
  }

  /**
   * Both together: Chan, Golub, LeVeque, <i>Updating Formulae and a Pairwise Algorithm for
   * Computing Sample Variances</i>, 1979.
   */
  FeatureSums plus(FeatureSums o) {
    if (count == 0 || o.count == 0) {
      return count == 0 ? o : this;
    }
    double[] m = new double[mean.length];
    double[] s = new double[mean.length];
    long n = count + o.count;
    for (int g = 0; g < m.length; g++) {
      double delta = o.mean[g] - mean[g];
      m[g] = mean[g] + delta * o.count / n;
      s[g] = squares[g] + o.squares[g] + delta * delta * ((double) count * o.count / n);
    }
    return new FeatureSums(n, m, s, Math.max(largest, o.largest));
  }
}
