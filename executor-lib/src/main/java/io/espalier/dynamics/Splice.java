package io.espalier.dynamics;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.scope.Lowest;
import java.io.Serializable;
import java.util.BitSet;
import java.util.List;

/**
 * Two thresholds a layer, between which nothing changes: a weight of magnitude {@code ≤ 0.9 t} is
 * hidden, one above {@code 1.1 t} is not, {@code t = max(mean + c · deviation, 0)} of the
 * magnitudes that are not 0. A layer's largest weight is never hidden, which the paper leaves open.
 *
 * @param layers that take part
 * @param thresholds t of each
 * @see io.espalier.schedule.DnsSchedule
 */
public record Splice(List<String> layers, List<Double> thresholds) implements Serializable {
  private static final long serialVersionUID = 1;
  private static final double HIDES = 0.9;
  private static final double SHOWS = 1.1;

  /** A layer's magnitudes, those of zeros left out. */
  private record Spread(double mean, double deviation) {
    static Spread of(Slot slot, float[] values) {
      double sum = 0;
      double squares = 0;
      long count = 0;
      for (int i = slot.offset(); i < slot.end(); i++) {
        if (values[i] != 0) {
          sum += Math.abs(values[i]);
          squares += (double) values[i] * values[i];
          count++;
        }
      }
      double mean = count == 0 ? 0 : sum / count;
      double variance = count == 0 ? 0 : squares / count - mean * mean;
      return new Spread(mean, Math.sqrt(Math.max(0, variance)));
    }
  }

  public Splice {
    layers = List.copyOf(layers);
    thresholds = List.copyOf(thresholds);
  }

  /**
   * The thresholds that stand for a whole training.
   *
   * @param values all of the network's, before it
   */
  public static Splice at(Network network, float[] values, List<String> layers, double c) {
    List<Slot> slots = slots(network, layers);
    return new Splice(
        slots.stream().map(s -> s.operation().name()).toList(),
        slots.stream()
            .map(s -> Spread.of(s, values))
            .map(s -> Math.max(0, s.mean() + c * s.deviation()))
            .toList());
  }

  /**
   * The c under which just this share of the layers' weights is hidden at first.
   *
   * @param sparsity in [0, 1); at 0 it is so low that no threshold is above 0
   */
  public static double deviations(
      Network network, float[] values, List<String> layers, double sparsity) {
    double[] where = new double[values.length];
    BitSet all = new BitSet(values.length);
    for (Slot slot : slots(network, layers)) {
      Spread spread = Spread.of(slot, values);
      for (int i = slot.offset(); i < slot.end(); i++) {
        double t = Math.abs(values[i]) / HIDES;
        where[i] = spread.deviation() == 0 ? 0 : (t - spread.mean()) / spread.deviation();
        all.set(i);
      }
    }
    int count = (int) Math.round(sparsity * all.cardinality());
    BitSet lowest = Lowest.of(where, all, count);
    if (lowest.isEmpty()) {
      return -1e9;
    }
    double highest = lowest.stream().mapToDouble(i -> where[i]).max().orElseThrow();
    all.andNot(lowest);
    double next = all.stream().mapToDouble(i -> where[i]).min().orElse(highest);
    return highest + (next - highest) / 2; // between the two, where rounding decides nothing
  }

  /**
   * What is hidden and what is shown now.
   *
   * @param values all of the network's, hidden ones too
   */
  public Mask mask(Network network, Mask before, float[] values) {
    BitSet hidden = new BitSet(before.size());
    for (Slot slot : network.prunable()) {
      int at = layers.indexOf(slot.operation().name());
      int largest = slot.offset();
      for (int i = slot.offset(); i < slot.end(); i++) {
        double w = Math.abs(values[i]);
        boolean hides = !before.survives(i);
        if (at >= 0) {
          double t = thresholds.get(at);
          hides = w <= HIDES * t || (hides && w <= SHOWS * t);
        }
        hidden.set(i, hides);
        largest = w > Math.abs(values[largest]) ? i : largest;
      }
      if (at >= 0) {
        hidden.clear(largest);
      }
    }
    return Mask.full(before.size()).without(hidden);
  }

  private static List<Slot> slots(Network network, List<String> layers) {
    return network.prunable().stream().filter(s -> layers.contains(s.operation().name())).toList();
  }
}
