package io.espalier.criterion;

import io.espalier.mask.Mask;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.model.Network.Slot;
import java.util.Arrays;
import java.util.List;

/**
 * Layer-adaptive magnitude: a weight's share of the energy of all surviving weights of its layer
 * that are at least as large, {@code score(u) = w[u]² / Σ w[v]²} over {@code |w[v]| ≥ |w[u]|}, so
 * that one global threshold finds each layer a sparsity of its own. The largest weight of a layer
 * scores exactly 1. Of equal magnitudes the lower index counts as smaller. Pruned weights score 0
 * and are in no sum.
 *
 * <p>Source: Lee, Park, Mo, Ahn, Shin, <i>Layer-adaptive Sparsity for the Magnitude-based
 * Pruning</i>, ICLR 2021, arXiv:2010.07611. The sums are added from the largest weight down, in
 * double: a running sum that is taken from the total cancels where it matters, at the top.
 */
public record LampCriterion() implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "lamp",
          "w² over the sum of the squares of all weights of its layer at least as large",
          "Lee, Park, Mo, Ahn, Shin: Layer-adaptive Sparsity for the Magnitude-based Pruning, ICLR"
              + " 2021",
          List.of(),
          "scope global: together they are LAMP-normalised global pruning; within one layer it"
              + " ranks as magnitude does",
          List.of());

  private static final long serialVersionUID = 1;

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public double[] weights(Evidence evidence) {
    double[] scores = new double[evidence.network().size()];
    for (Slot slot : evidence.network().prunable()) {
      score(evidence.values(), ascending(evidence, slot), scores);
    }
    return scores;
  }

  /** A layer's survivors; a non-negative float orders as its bits do. */
  private static int[] ascending(Evidence evidence, Slot slot) {
    Mask mask = evidence.mask();
    long[] keys = new long[mask.survivors(slot.offset(), slot.end())];
    int n = 0;
    for (int i = mask.next(slot.offset()); i < slot.end(); i = mask.next(i + 1)) {
      keys[n++] = (long) Float.floatToIntBits(Math.abs(evidence.values()[i])) << 32 | i;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
  }

  private static void score(float[] values, int[] ascending, double[] scores) {
    double atLeastAsLarge = 0;
    for (int rank = ascending.length - 1; rank >= 0; rank--) {
      double w = values[ascending[rank]];
      atLeastAsLarge += w * w;
      scores[ascending[rank]] = w == 0 ? 0 : w * w / atLeastAsLarge;
    }
  }
}
