package io.espalier.scope;

import io.espalier.mask.Mask;
import io.espalier.structure.Stratum;
import io.espalier.structure.Units;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One pruning step while it is worked out; {@link Pruner} has the rules. */
final class Pruning {
  private final Units units;
  private final List<LayerRule> rules;
  private final double[] scores;
  private final Mask current;
  private final Bounds bounds;

  /** Units that are pruned before the step. */
  private final BitSet gone;

  /** Units that are pruned after it. */
  private final BitSet lost = new BitSet();

  /** What each layer was to lose, before any bound. */
  private final int[] wanted;

  Pruning(Units units, double[] scores, Mask current, PruneRequest request) {
    this.units = units;
    this.rules = LayerRule.of(units.strata(), request);
    this.scores = scores;
    this.current = current;
    this.bounds = request.bounds();
    this.gone = units.gone(current);
    this.wanted = new int[rules.size()];
    for (LayerRule rule : rules) {
      for (int i = rule.layer().offset(); i < rule.layer().end(); i++) {
        if (!rule.is(LayerRule.Kind.KEPT) && !gone.get(i) && Double.isNaN(scores[i])) {
          throw new IllegalArgumentException(
              "score " + (i - rule.layer().offset()) + " of layer " + rule.name() + " is NaN");
        }
      }
    }
  }

  Pruned run(PruneRequest request) {
    lost.or(gone);
    int own = 0;
    for (int l = 0; l < rules.size(); l++) {
      LayerRule rule = rules.get(l);
      if (rule.is(LayerRule.Kind.OWN)) {
        wanted[l] = LayerRule.count(rule.own(), rule.units());
        own += lose(rule.layer(), wanted[l]);
      }
    }
    int prunable = units(LayerRule.Kind.OWN) + units(LayerRule.Kind.SHARED);
    if (request.target() instanceof PruneTarget.Sparsity s) {
      boolean shares = request.scope().shares();
      int requested = shares ? LayerRule.count(s.share(), prunable) : IntStream.of(wanted).sum();
      share(request.scope(), requested - own);
      round();
      return pruned(prunable, requested, shares ? whyTotal(requested, own) : whyLayers());
    }
    cut(((PruneTarget.Threshold) request.target()).score());
    round();
    return pruned(prunable, IntStream.of(wanted).sum(), whyLayers());
  }

  /** Prunes {@code total} of the sharing layers' units, or as near to it as the bounds allow. */
  private void share(Scope scope, int total) {
    List<LayerRule> sharing = rules.stream().filter(r -> r.is(LayerRule.Kind.SHARED)).toList();
    if (sharing.isEmpty()) {
      return;
    }
    int all = units(LayerRule.Kind.SHARED);
    int asked = Math.max(0, Math.min(all, total));
    int[] counts =
        scope.counts(sharing.stream().map(LayerRule::layer).toList(), scores, gone, asked);
    int least = 0;
    int most = 0;
    int reached = 0;
    int next = 0;
    for (int l = 0; l < wanted.length; l++) {
      if (rules.get(l).is(LayerRule.Kind.SHARED)) {
        Stratum layer = rules.get(l).layer();
        wanted[l] = counts[next++];
        least += in(gone, layer);
        most += most(layer);
        reached += lose(layer, wanted[l]);
      }
    }
    int missing = Math.max(least, Math.min(most, total)) - reached;
    if (missing > 0) {
      fill(sharing, missing);
    } else if (missing < 0) {
      release(sharing, -missing);
    }
  }

  /**
   * Prunes further units, the lowest scores of all sharing layers, but never a layer's last ones.
   */
  private void fill(List<LayerRule> sharing, int count) {
    BitSet candidates = new BitSet();
    for (LayerRule rule : sharing) {
      BitSet left = left(rule.layer(), lost);
      clearHighest(left, bounds.least(rule.units()));
      candidates.or(left);
    }
    lost.or(Lowest.of(scores, candidates, count));
  }

  /** Takes back units that this step pruned, the highest scores of all sharing layers. */
  private void release(List<LayerRule> sharing, int count) {
    BitSet fresh = new BitSet();
    sharing.forEach(rule -> fresh.set(rule.layer().offset(), rule.layer().end()));
    fresh.and(lost);
    fresh.andNot(gone);
    lost.andNot(fresh);
    lost.or(Lowest.of(scores, fresh, fresh.cardinality() - count));
  }

  /** Prunes what scores below the threshold in the sharing layers. */
  private void cut(double threshold) {
    for (int l = 0; l < rules.size(); l++) {
      LayerRule rule = rules.get(l);
      if (rule.is(LayerRule.Kind.SHARED)) {
        int below = in(gone, rule.layer());
        BitSet left = left(rule.layer(), gone);
        for (int i = left.nextSetBit(0); i >= 0; i = left.nextSetBit(i + 1)) {
          below += scores[i] < threshold ? 1 : 0;
        }
        wanted[l] = below;
        lose(rule.layer(), below);
      }
    }
  }

  /**
   * Prunes a layer to the count, within its bounds.
   *
   * @return the count reached
   */
  private int lose(Stratum layer, int count) {
    int before = in(gone, layer);
    int reached = Math.max(before, Math.min(most(layer), count));
    lost.or(Lowest.of(scores, left(layer, gone), reached - before));
    return reached;
  }

  /** The most that a layer may lose; what was lost in earlier steps is never given back. */
  private int most(Stratum layer) {
    return Math.max(layer.size() - bounds.least(layer.size()), in(gone, layer));
  }

  /** Takes out the highest scores, of equal ones the higher numbers. */
  private void clearHighest(BitSet left, int count) {
    BitSet lowest = Lowest.of(scores, left, left.cardinality() - count);
    left.and(lowest);
  }

  /** Brings every layer's survivors to a multiple, up or down, where the layer lost anything. */
  private void round() {
    for (LayerRule rule : rules) {
      Stratum layer = rule.layer();
      int before = in(gone, layer);
      int now = in(lost, layer);
      if (bounds.roundTo() > 1 && now > 0 && !rule.is(LayerRule.Kind.KEPT)) {
        int kept = bounds.rounded(layer.size() - now, layer.size() - before, layer.size());
        lost.clear(layer.offset(), layer.end());
        for (int i = gone.nextSetBit(layer.offset());
            i >= 0 && i < layer.end();
            i = gone.nextSetBit(i + 1)) {
          lost.set(i);
        }
        lost.or(Lowest.of(scores, left(layer, gone), layer.size() - kept - before));
      }
    }
  }

  private static BitSet left(Stratum layer, BitSet pruned) {
    BitSet left = new BitSet();
    left.set(layer.offset(), layer.end());
    left.andNot(pruned);
    return left;
  }

  private static int in(BitSet set, Stratum layer) {
    return set.get(layer.offset(), layer.end()).cardinality();
  }

  private int units(LayerRule.Kind kind) {
    return rules.stream().filter(r -> r.is(kind)).mapToInt(LayerRule::units).sum();
  }

  private Pruned pruned(int prunable, int requested, String why) {
    List<LayerOutcome> layers = new ArrayList<>();
    int achieved = 0;
    for (int l = 0; l < rules.size(); l++) {
      LayerRule rule = rules.get(l);
      int count = in(lost, rule.layer());
      achieved += rule.is(LayerRule.Kind.KEPT) ? 0 : count;
      layers.add(new LayerOutcome(rule.name(), rule.units(), wanted[l], count, why(l)));
    }
    return new Pruned(
        units.without(current, lost),
        prunable,
        requested,
        achieved,
        achieved == requested ? "" : why,
        List.copyOf(layers));
  }

  private String why(int l) {
    Stratum layer = rules.get(l).layer();
    int count = in(lost, layer);
    if (count != wanted[l] && bounds.roundTo() > 1) {
      return "survivors come in multiples of " + bounds.roundTo();
    }
    if (count < wanted[l]) {
      return count == most(layer)
          ? bounds.minimum() == 1
              ? "a layer is never emptied: its last one stays"
              : "a layer keeps at least " + bounds.minimum()
          : "fewer, since other layers lost more in earlier steps";
    }
    if (count > wanted[l]) {
      return count == in(gone, layer)
          ? "what was pruned in earlier steps stays pruned"
          : "more, in place of layers that are never emptied";
    }
    return "";
  }

  private String whyLayers() {
    List<String> reasons = new ArrayList<>();
    for (int l = 0; l < rules.size(); l++) {
      if (!why(l).isEmpty()) {
        reasons.add(rules.get(l).name() + ": " + why(l));
      }
    }
    return String.join("; ", reasons);
  }

  private String whyTotal(int requested, int own) {
    if (bounds.roundTo() > 1) {
      return "survivors come in multiples of " + bounds.roundTo();
    }
    int least = 0;
    int most = 0;
    for (LayerRule rule : rules) {
      if (rule.is(LayerRule.Kind.SHARED)) {
        least += in(gone, rule.layer());
        most += most(rule.layer());
      }
    }
    String named =
        rules.stream()
            .filter(r -> r.is(LayerRule.Kind.OWN))
            .map(LayerRule::name)
            .collect(Collectors.joining(", "));
    String fixed = named.isEmpty() ? "" : named + " lose " + own + " by their own sparsity and ";
    return requested - own < least
        ? fixed + "the layers that share the target lost " + least + " in earlier steps already"
        : fixed + "the layers that share the target can lose at most " + most;
  }
}
