package io.espalier.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.TestNetworks;
import io.espalier.structure.WeightUnits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaskAggregationTest {
  /** One layer, weights 0 to 3. */
  private static final Network ONE = TestNetworks.dense(2, 2);

  private static final Mask FULL = Mask.full(4);
  private static final PruneRequest HALF = half("global");

  /** Own masks at one half: 2 3, 2 3, 1 3. */
  private static final List<double[]> SHARDS =
      List.of(new double[] {1, 2, 3, 4}, new double[] {1, 2, 4, 3}, new double[] {1, 4, 2, 3});

  private static PruneRequest half(String scope) {
    return new PruneRequest(
        new PruneTarget.Sparsity(0.5),
        Scopes.REGISTRY.named(scope),
        List.of(),
        Map.of(),
        Bounds.NONE);
  }

  /** Added in the list's order, as the driver does. */
  private static double[] sum(List<double[]> shards) {
    double[] sum = new double[shards.get(0).length];
    for (double[] shard : shards) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += shard[i];
      }
    }
    return sum;
  }

  private static Pruned aggregate(MaskAggregation aggregation, List<double[]> shards) {
    return MaskAggregation.aggregate(
        aggregation, WeightUnits.of(ONE), shards, sum(shards), FULL, HALF);
  }

  @Test
  void scoresTakesOneThresholdOverTheSum() {
    // Sums 3, 8, 9, 10.
    Pruned pruned = aggregate(MaskAggregation.SCORES, SHARDS);
    assertThat(pruned.mask()).isEqualTo(FULL.without(0, 1));
    assertThat(pruned.why()).isEmpty();
  }

  @Test
  void voteKeepsWhatTheMajorityKeeps() {
    assertThat(aggregate(MaskAggregation.VOTE, SHARDS).mask()).isEqualTo(FULL.without(0, 1));
  }

  @Test
  void aTiedVoteKeeps() {
    Pruned pruned = aggregate(MaskAggregation.VOTE, SHARDS.subList(1, 3)); // 2 3 and 1 3
    assertThat(pruned.mask()).isEqualTo(FULL.without(0));
    assertThat(pruned.requested()).isEqualTo(2);
    assertThat(pruned.achieved()).isEqualTo(1);
    assertThat(pruned.why())
        .isEqualTo("the vote of 2 shards' own masks prunes another count than one threshold");
    assertThat(pruned.layers())
        .containsExactly(new LayerOutcome("fc1", 4, 2, 1, "the vote of 2 shards' own masks"));
  }

  @Test
  void intersectionKeepsWhatAllKeepAndUnionWhatAnyKeeps() {
    assertThat(aggregate(MaskAggregation.INTERSECTION, SHARDS).mask())
        .isEqualTo(FULL.without(0, 1, 2));
    assertThat(aggregate(MaskAggregation.UNION, SHARDS).mask()).isEqualTo(FULL.without(0));
  }

  @Test
  void anIntersectionThatWouldEmptyALayerKeepsTheHighestSum() {
    List<double[]> opposed = List.of(new double[] {1, 2, 3, 5}, new double[] {4, 9, 2, 1});
    Pruned pruned = aggregate(MaskAggregation.INTERSECTION, opposed); // 2 3 and 0 1
    assertThat(pruned.mask()).as("sums 5, 11, 5, 6").isEqualTo(FULL.without(0, 2, 3));
    assertThat(pruned.layers().get(0).why())
        .isEqualTo(
            "the intersection of 2 shards' own masks; a layer is never emptied: its last one"
                + " stays");
  }

  @Test
  void ofEqualSumsTheLastWeightStays() {
    List<double[]> opposed = List.of(new double[] {1, 2, 3, 4}, new double[] {4, 3, 2, 1});
    assertThat(aggregate(MaskAggregation.INTERSECTION, opposed).mask())
        .isEqualTo(FULL.without(0, 1, 2));
  }

  @ParameterizedTest
  @EnumSource
  void oneShardIsItsOwnMask(MaskAggregation aggregation) {
    for (double[] shard : SHARDS) {
      assertThat(aggregate(aggregation, List.of(shard)))
          .isEqualTo(Pruner.prune(WeightUnits.of(ONE), shard, FULL, HALF));
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingPrunedComesBackAndNoLayerIsEmptied(MaskAggregation aggregation) {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 60; trial++) {
      Network network = TestNetworks.random(random);
      List<double[]> shards = new ArrayList<>();
      for (int s = 0; s <= random.nextInt(5); s++) {
        shards.add(random.doubles(network.size()).toArray());
      }
      Mask before =
          Pruner.prune(
                  WeightUnits.of(network),
                  random.doubles(network.size()).toArray(),
                  Mask.full(network.size()),
                  new PruneRequest(
                      new PruneTarget.Sparsity(0.2),
                      Scopes.REGISTRY.named("global"),
                      List.of(),
                      Map.of(),
                      Bounds.NONE))
              .mask();
      Pruned pruned =
          MaskAggregation.aggregate(
              aggregation, WeightUnits.of(network), shards, sum(shards), before, half("layer"));
      assertThat(before.and(pruned.mask())).isEqualTo(pruned.mask());
      int lost = 0;
      for (Slot slot : network.slots()) {
        int left = pruned.mask().survivors(slot.offset(), slot.end());
        assertThat(left).isPositive();
        lost += slot.size() - left;
      }
      assertThat(pruned.achieved()).isEqualTo(lost);
      assertThat(pruned.layers().stream().mapToInt(LayerOutcome::achieved).sum()).isEqualTo(lost);
    }
  }

  /** Scores that cancel: their sum is 0 or 1 depending on the order in which it is taken. */
  @Test
  void theShardsOrderMattersToTheSumAlone() {
    List<double[]> shards =
        new ArrayList<>(
            List.of(
                new double[] {1e20, 0.5, 3, 4},
                new double[] {1, 0, 3, 4},
                new double[] {-1e20, 0, 3, 4}));
    Mask inOrder = aggregate(MaskAggregation.SCORES, shards).mask();
    assertThat(inOrder).as("sums 0, 0.5, 9, 12").isEqualTo(FULL.without(0, 1));
    PruneRequest one =
        new PruneRequest(
            new PruneTarget.Sparsity(0.25),
            Scopes.REGISTRY.named("global"),
            List.of(),
            Map.of(),
            Bounds.NONE);
    List<double[]> other = List.of(shards.get(0), shards.get(2), shards.get(1));
    assertThat(
            MaskAggregation.aggregate(
                    MaskAggregation.SCORES, WeightUnits.of(ONE), shards, sum(shards), FULL, one)
                .mask())
        .isEqualTo(FULL.without(0));
    assertThat(
            MaskAggregation.aggregate(
                    MaskAggregation.SCORES, WeightUnits.of(ONE), other, sum(other), FULL, one)
                .mask())
        .as("sums 1, 0.5, 9, 12")
        .isEqualTo(FULL.without(1));
    Random random = new Random(1);
    for (MaskAggregation aggregation :
        List.of(MaskAggregation.VOTE, MaskAggregation.INTERSECTION, MaskAggregation.UNION)) {
      Mask mask = aggregate(aggregation, shards).mask();
      for (int trial = 0; trial < 6; trial++) {
        List<double[]> shuffled = new ArrayList<>(shards);
        Collections.shuffle(shuffled, random);
        assertThat(aggregate(aggregation, shuffled).mask()).isEqualTo(mask);
      }
    }
  }

  @Test
  void namesAreThoseOfTheConfiguration() {
    assertThat(MaskAggregation.names()).containsExactly("scores", "vote", "intersection", "union");
    assertThat(MaskAggregation.named("union")).isEqualTo(MaskAggregation.UNION);
    assertThatThrownBy(() -> MaskAggregation.named("votes"))
        .hasMessage(
            "prune.maskAggregation is votes, expected one of [scores, vote, intersection, union];"
                + " the nearest is vote");
  }

  @Test
  void agreementIsTheMeanOverPairs() {
    Network two = TestNetworks.dense(2, 2, 1); // fc1: 0 to 3, fc2: 4 and 5
    Mask full = Mask.full(6);
    List<Mask> masks = List.of(full.without(0, 1), full.without(0, 2), full.without(0, 1, 4));
    // fc1: {2,3} {1,3} {2,3}: 1/3, 1, 1/3; fc2: {4,5} {4,5} {5}: 1, 1/2, 1/2.
    Map<String, Double> agreement = Agreement.of(two, masks);
    assertThat(agreement.keySet()).containsExactly("fc1", "fc2");
    assertThat(agreement.get("fc1")).isCloseTo(5 / 9.0, within(1e-15));
    assertThat(agreement.get("fc2")).isCloseTo(2 / 3.0, within(1e-15));
  }

  @Test
  void aSingleShardAgreesWithItself() {
    assertThat(Agreement.of(ONE, List.of(FULL.without(1)))).containsExactly(Map.entry("fc1", 1.0));
  }
}
