package io.espalier.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.TestNetworks;
import io.espalier.structure.WeightUnits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every network, score, target and history. */
class PrunerPropertiesTest {
  private static final List<String> SCOPES = List.of("global", "layer", "erk");
  private static final int TRIALS = 120;

  private static double[] scores(SplittableRandom random, int size) {
    int distinct = random.nextBoolean() ? 5 : 1_000_000;
    return random.ints(size, 0, distinct).asDoubleStream().toArray();
  }

  private static int half(double share, int n) {
    return new BigDecimal(Double.toString(share))
        .multiply(new BigDecimal(n))
        .add(new BigDecimal("0.5"))
        .setScale(0, RoundingMode.FLOOR)
        .intValueExact();
  }

  /** A share with up to three decimals. */
  private static double share(SplittableRandom random) {
    return random.nextInt(1000) / 1000.0;
  }

  private static PruneRequest to(double share, String scope, Map<String, Double> layers) {
    return new PruneRequest(
        new PruneTarget.Sparsity(share),
        Scopes.REGISTRY.named(scope),
        List.of(),
        layers,
        Bounds.NONE);
  }

  private static int lost(Mask mask, Slot slot) {
    return slot.size() - mask.survivors(slot.offset(), slot.end());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void theTotalIsExactWhereLayersAllowItAndNoLayerIsEmptied(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < TRIALS; trial++) {
      Network network = TestNetworks.random(random);
      double share = share(random);
      Map<String, Double> own = new HashMap<>();
      int fixed = 0;
      int most = 0;
      int prunable = 0;
      for (Slot slot : network.prunable()) {
        prunable += slot.size();
        if (random.nextInt(4) == 0) {
          double s = share(random);
          own.put(slot.operation().name(), s);
          fixed += Math.min(half(s, slot.size()), slot.size() - 1);
        } else {
          most += slot.size() - 1;
        }
      }
      String scope = SCOPES.get(trial % 3);
      Mask full = Mask.full(network.size());
      Pruned pruned =
          Pruner.prune(
              WeightUnits.of(network), scores(random, network.size()), full, to(share, scope, own));

      int requested = half(share, prunable);
      int expected = fixed + Math.max(0, Math.min(most, requested - fixed));
      assertThat(pruned.requested()).isEqualTo(requested);
      assertThat(pruned.achieved()).isEqualTo(expected);
      assertThat(network.size() - pruned.mask().survivors(0, network.size())).isEqualTo(expected);
      assertThat(pruned.why().isEmpty()).isEqualTo(requested == expected);
      for (int l = 0; l < network.prunable().size(); l++) {
        Slot slot = network.prunable().get(l);
        LayerOutcome outcome = pruned.layers().get(l);
        assertThat(lost(pruned.mask(), slot)).isEqualTo(outcome.achieved()).isLessThan(slot.size());
        assertThat(outcome.why().isEmpty()).isEqualTo(outcome.achieved() == outcome.requested());
      }
      for (Slot slot : network.slots()) {
        if (!slot.prunable()) {
          assertThat(lost(pruned.mask(), slot)).isZero();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void withinALayerOnlyTheLowestFreshOnesGo(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < TRIALS; trial++) {
      Network network = TestNetworks.random(random);
      Mask full = Mask.full(network.size());
      double first = share(random);
      double second = first + (1 - first) * random.nextDouble();
      Mask before =
          Pruner.prune(
                  WeightUnits.of(network),
                  scores(random, network.size()),
                  full,
                  to(first, SCOPES.get(random.nextInt(3)), Map.of()))
              .mask();
      double[] scores = scores(random, network.size());
      Pruned pruned =
          Pruner.prune(
              WeightUnits.of(network), scores, before, to(second, SCOPES.get(trial % 3), Map.of()));

      assertThat(before.and(pruned.mask())).as("monotone").isEqualTo(pruned.mask());
      for (Slot slot : network.prunable()) {
        List<Integer> fresh = new ArrayList<>();
        for (int i = slot.offset(); i < slot.end(); i++) {
          if (before.survives(i)) {
            fresh.add(i);
          }
        }
        fresh.sort(Comparator.comparingDouble(i -> scores[i]));
        int gone = lost(pruned.mask(), slot) - lost(before, slot);
        for (int rank = 0; rank < fresh.size(); rank++) {
          assertThat(pruned.mask().survives(fresh.get(rank))).isEqualTo(rank >= gone);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void globalIsAFullSortThatSkipsEachLayersLast(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < TRIALS; trial++) {
      Network network = TestNetworks.random(random);
      double[] scores = scores(random, network.size());
      double share = share(random);
      List<Integer> all = new ArrayList<>();
      int[] left = new int[network.size()];
      int[] layerOf = new int[network.size()];
      for (Slot slot : network.prunable()) {
        left[slot.offset()] = slot.size();
        for (int i = slot.offset(); i < slot.end(); i++) {
          all.add(i);
          layerOf[i] = slot.offset();
        }
      }
      int count = half(share, all.size());
      all.sort(Comparator.comparingDouble(i -> scores[i]));
      BitSet pruned = new BitSet();
      for (int i : all) {
        if (pruned.cardinality() < count && left[layerOf[i]] > 1) {
          pruned.set(i);
          left[layerOf[i]]--;
        }
      }
      Mask full = Mask.full(network.size());
      assertThat(
              Pruner.prune(WeightUnits.of(network), scores, full, to(share, "global", Map.of()))
                  .mask())
          .isEqualTo(full.without(pruned));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42})
  void orderPreservingScoresGiveTheSameMask(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < TRIALS; trial++) {
      Network network = TestNetworks.random(random);
      double[] scores = scores(random, network.size());
      double[] stretched = new double[scores.length];
      for (int i = 0; i < scores.length; i++) {
        stretched[i] = Math.scalb(scores[i], 40) - 1e9;
      }
      PruneRequest request = to(share(random), SCOPES.get(trial % 3), Map.of());
      Mask full = Mask.full(network.size());
      assertThat(Pruner.prune(WeightUnits.of(network), stretched, full, request))
          .isEqualTo(Pruner.prune(WeightUnits.of(network), scores, full, request));
    }
  }
}
