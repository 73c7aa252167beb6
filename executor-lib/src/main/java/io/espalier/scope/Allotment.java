package io.espalier.scope;

import io.espalier.structure.Stratum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** How layers share a total, by what each of them costs in accuracy. */
public enum Allotment {
  /**
   * The sum of the layers' drops is as small as it can be: units go where the next one costs least,
   * along the lower convex hull of each layer's curve, for which this greedy choice is the best
   * (Shoham, Gersho, <i>Efficient Bit Allocation for an Arbitrary Set of Quantizers</i>, IEEE
   * Transactions on Acoustics, Speech, and Signal Processing 36, 1988).
   */
  LEAST_DROP {
    @Override
    double[] quotas(List<Stratum> layers, List<SensitivityCurve> curves, double total) {
      List<Step> steps = new ArrayList<>();
      for (int l = 0; l < curves.size(); l++) {
        SensitivityCurve hull = curves.get(l).hull();
        for (int i = 1; i < hull.drops().length; i++) {
          double units = (hull.sparsities()[i] - hull.sparsities()[i - 1]) * layers.get(l).size();
          steps.add(new Step(l, units, (hull.drops()[i] - hull.drops()[i - 1]) / units));
        }
      }
      steps.sort(Comparator.comparingDouble(Step::price));
      double[] quotas = new double[layers.size()];
      double left = total;
      int from = 0;
      while (from < steps.size() && left > 0) {
        int to = from;
        double units = 0;
        while (to < steps.size() && steps.get(to).price() == steps.get(from).price()) {
          units += steps.get(to++).units();
        }
        // Of equal prices each takes the same share, so that no layer's place decides.
        double share = Math.min(1, left / units);
        for (Step step : steps.subList(from, to)) {
          quotas[step.layer()] += share * step.units();
        }
        left -= share * units;
        from = to;
      }
      return quotas;
    }
  },
  /** Every layer, pruned alone, would lose the same. */
  EQUAL_DROP {
    @Override
    double[] quotas(List<Stratum> layers, List<SensitivityCurve> curves, double total) {
      double[] low = new double[layers.size()];
      double[] high = reach(layers, curves, 0);
      if (Arrays.stream(high).sum() < total) {
        double less = 0;
        double more = 0;
        for (SensitivityCurve c : curves) {
          more = Math.max(more, c.drops()[c.drops().length - 1]);
        }
        for (int i = 0; i < HALVINGS; i++) {
          double middle = (less + more) / 2;
          if (Arrays.stream(reach(layers, curves, middle)).sum() < total) {
            less = middle;
          } else {
            more = middle;
          }
        }
        low = reach(layers, curves, less);
        high = reach(layers, curves, more);
      }
      // Where a curve is level, a drop stands for many sparsities: each layer goes equally far.
      double from = Arrays.stream(low).sum();
      double to = Arrays.stream(high).sum();
      double share = to == from ? 0 : Math.max(0, Math.min(1, (total - from) / (to - from)));
      double[] quotas = new double[low.length];
      for (int l = 0; l < quotas.length; l++) {
        quotas[l] = low[l] + share * (high[l] - low[l]);
      }
      return quotas;
    }
  };

  /** Doubles between two drops are used up long before. */
  private static final int HALVINGS = 100;

  private record Step(int layer, double units, double price) {}

  /**
   * How many units each layer is to lose, not rounded.
   *
   * @param curves one a layer
   * @param total of all layers, at most all their units
   */
  abstract double[] quotas(List<Stratum> layers, List<SensitivityCurve> curves, double total);

  private static double[] reach(List<Stratum> layers, List<SensitivityCurve> curves, double drop) {
    double[] reach = new double[layers.size()];
    Arrays.setAll(reach, l -> curves.get(l).reach(drop) * layers.get(l).size());
    return reach;
  }
}
