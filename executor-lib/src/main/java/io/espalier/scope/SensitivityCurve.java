package io.espalier.scope;

import java.util.ArrayList;
import java.util.List;

/**
 * One layer's accuracy drop by its sparsity: straight lines between points, from (0, 0) to (1,
 * all), never falling. A measured drop that is smaller than at a lower sparsity is noise of the
 * validation examples, and counts as that at the lower one.
 *
 * @param sparsities ascending, the first 0, the last 1
 * @param drops never falling, the first 0
 */
record SensitivityCurve(double[] sparsities, double[] drops) {
  /**
   * The curve through measured points.
   *
   * @param all what is lost with the whole layer, where no measured drop is larger
   */
  static SensitivityCurve of(List<Double> sparsities, List<Double> measured, double all) {
    int n = sparsities.size();
    double[] x = new double[n + 2];
    double[] y = new double[n + 2];
    for (int i = 0; i < n; i++) {
      x[i + 1] = sparsities.get(i);
      y[i + 1] = Math.max(y[i], measured.get(i));
    }
    x[n + 1] = 1;
    y[n + 1] = Math.max(y[n], all);
    return new SensitivityCurve(x, y);
  }

  /** The drop at a sparsity in [0, 1]. */
  double drop(double sparsity) {
    int i = 1;
    while (i < sparsities.length - 1 && sparsities[i] < sparsity) {
      i++;
    }
    return between(sparsity, sparsities[i - 1], sparsities[i], drops[i - 1], drops[i]);
  }

  /** The largest sparsity whose drop is not above one from 0 up. */
  double reach(double drop) {
    int i = drops.length - 1;
    if (drops[i] <= drop) {
      return 1;
    }
    while (drops[i - 1] > drop) {
      i--;
    }
    return between(drop, drops[i - 1], drops[i], sparsities[i - 1], sparsities[i]);
  }

  /**
   * The same points without those above a line between two others: along what is left the slope
   * never falls, so that the cheapest next step is always the best.
   */
  SensitivityCurve hull() {
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < drops.length; i++) {
      while (kept.size() > 1
          && slope(kept.get(kept.size() - 2), kept.get(kept.size() - 1))
              >= slope(kept.get(kept.size() - 1), i)) {
        kept.remove(kept.size() - 1);
      }
      kept.add(i);
    }
    return new SensitivityCurve(
        kept.stream().mapToDouble(i -> sparsities[i]).toArray(),
        kept.stream().mapToDouble(i -> drops[i]).toArray());
  }

  private double slope(int from, int to) {
    return (drops[to] - drops[from]) / (sparsities[to] - sparsities[from]);
  }

  private static double between(double at, double from, double to, double low, double high) {
    return low + (at - from) / (to - from) * (high - low);
  }
}
