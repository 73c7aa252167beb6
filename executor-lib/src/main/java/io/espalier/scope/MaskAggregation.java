package io.espalier.scope;

import io.espalier.input.InputException;
import io.espalier.input.Nearest;
import io.espalier.mask.Mask;
import io.espalier.structure.Stratum;
import io.espalier.structure.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** How the shards' scores become one mask. */
public enum MaskAggregation {
  /** Scores summed over the shards, one threshold: the count is exact. */
  SCORES,
  /** A weight survives if at least half of the shards' own masks keep it. */
  VOTE,
  /** A weight survives if all of the shards' own masks keep it. */
  INTERSECTION,
  /** A weight survives if any of the shards' own masks keeps it. */
  UNION;

  /**
   * The aggregation of that name.
   *
   * @throws InputException for an unknown name, with the nearest known one
   */
  public static MaskAggregation named(String name) {
    return Arrays.stream(values())
        .filter(a -> a.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "prune.maskAggregation",
                    "is " + name,
                    "one of " + names() + "; the nearest is " + Nearest.to(name, names())));
  }

  /** All names in the configuration. */
  public static List<String> names() {
    return Arrays.stream(values()).map(MaskAggregation::label).toList();
  }

  /** Its name in the configuration. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * One mask from all shards' scores. What is requested, in all and of each layer, is what one
   * threshold over the summed scores prunes; except with {@link #SCORES} the count differs from it.
   * A layer that the shards would empty together keeps its highest summed score, of equal ones the
   * last.
   *
   * @param shardScores a shard each, in shard order; not looked at with {@link #SCORES}
   * @param summedScores added in shard order, in double
   * @param request an absolute threshold is taken to each shard's own scores
   * @throws IllegalArgumentException if a score is NaN, naming its layer
   */
  public static Pruned aggregate(
      MaskAggregation aggregation,
      Units units,
      List<double[]> shardScores,
      double[] summedScores,
      Mask current,
      PruneRequest request) {
    Pruned summed = Pruner.prune(units, summedScores, current, request);
    if (aggregation == SCORES) {
      return summed;
    }
    List<Mask> masks =
        shardScores.stream().map(s -> Pruner.prune(units, s, current, request).mask()).toList();
    BitSet revived = new BitSet();
    Mask combined = aggregation.combine(masks);
    BitSet before = units.gone(current);
    BitSet gone = units.gone(combined);
    for (Stratum layer : units.strata()) {
      if (in(gone, layer) == layer.size() && in(before, layer) < layer.size()) {
        revived.set(highest(summedScores, before, layer));
      }
    }
    gone.andNot(revived);
    return aggregation.outcome(
        units, summed, units.without(current, gone), gone, revived, masks.size());
  }

  private Mask combine(List<Mask> masks) {
    return switch (this) {
      case INTERSECTION -> masks.stream().reduce(Mask::and).orElseThrow();
      case UNION, SCORES -> masks.stream().reduce(Mask::or).orElseThrow();
      case VOTE -> vote(masks);
    };
  }

  private static Mask vote(List<Mask> masks) {
    int size = masks.get(0).size();
    BitSet pruned = new BitSet();
    for (int i = 0; i < size; i++) {
      int keep = 0;
      for (Mask mask : masks) {
        keep += mask.survives(i) ? 1 : 0;
      }
      if (2 * keep < masks.size()) {
        pruned.set(i);
      }
    }
    return Mask.full(size).without(pruned);
  }

  private static int in(BitSet set, Stratum layer) {
    return set.get(layer.offset(), layer.end()).cardinality();
  }

  private static int highest(double[] scores, BitSet gone, Stratum layer) {
    int best = gone.nextClearBit(layer.offset());
    for (int u = best; u < layer.end(); u = gone.nextClearBit(u + 1)) {
      best = scores[u] >= scores[best] ? u : best;
    }
    return best;
  }

  private Pruned outcome(
      Units units, Pruned summed, Mask mask, BitSet gone, BitSet revived, int shards) {
    String combined = "the " + label() + " of " + shards + " shards' own masks";
    List<LayerOutcome> layers = new ArrayList<>();
    int difference = 0;
    for (int l = 0; l < summed.layers().size(); l++) {
      LayerOutcome layer = summed.layers().get(l);
      Stratum stratum = units.strata().get(l);
      int achieved = in(gone, stratum);
      difference += achieved - layer.achieved();
      String why =
          !revived.get(stratum.offset(), stratum.end()).isEmpty()
              ? combined + "; a layer is never emptied: its last one stays"
              : combined;
      layers.add(
          new LayerOutcome(
              layer.layer(),
              layer.units(),
              layer.requested(),
              achieved,
              achieved == layer.requested() ? "" : why));
    }
    int achieved = summed.achieved() + difference;
    return new Pruned(
        mask,
        summed.prunable(),
        summed.requested(),
        achieved,
        achieved == summed.requested() ? "" : combined + " prunes another count than one threshold",
        List.copyOf(layers));
  }
}
