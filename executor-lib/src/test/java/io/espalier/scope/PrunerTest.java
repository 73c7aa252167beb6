package io.espalier.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.TestNetworks;
import io.espalier.structure.WeightUnits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PrunerTest {
  /** fc1: weights 0 to 5; fc2: weights 6 to 9; no biases. */
  private static final Network NETWORK = TestNetworks.dense(3, 2, 2);

  private static final double[] SCORES = {5, 1, 9, 3, 7, 2, 0.5, 8, 4, 6};
  private static final Mask FULL = Mask.full(10);

  private static PruneRequest to(double sparsity, String scope) {
    return new PruneRequest(
        new PruneTarget.Sparsity(sparsity),
        Scopes.REGISTRY.named(scope),
        List.of(),
        Map.of(),
        Bounds.NONE);
  }

  private static PruneRequest to(
      double sparsity, String scope, List<String> keep, Map<String, Double> layers) {
    return new PruneRequest(
        new PruneTarget.Sparsity(sparsity),
        Scopes.REGISTRY.named(scope),
        keep,
        layers,
        Bounds.NONE);
  }

  private static PruneRequest below(double threshold, Map<String, Double> layers) {
    return new PruneRequest(
        new PruneTarget.Threshold(threshold),
        Scopes.REGISTRY.named("global"),
        List.of(),
        layers,
        Bounds.NONE);
  }

  private static Pruned prune(double[] scores, Mask current, PruneRequest request) {
    return Pruner.prune(WeightUnits.of(NETWORK), scores, current, request);
  }

  private static Pruned prune(PruneRequest request) {
    return prune(SCORES, FULL, request);
  }

  @Nested
  class Counts {
    @Test
    void globalTakesTheLowestOfAll() {
      Pruned pruned = prune(to(0.4, "global"));
      assertThat(pruned.mask()).isEqualTo(FULL.without(6, 1, 5, 3));
      assertThat(pruned.layers())
          .containsExactly(
              new LayerOutcome("fc1", 6, 3, 3, ""), new LayerOutcome("fc2", 4, 1, 1, ""));
      assertThat(pruned.requested()).isEqualTo(4);
      assertThat(pruned.achieved()).isEqualTo(4);
      assertThat(pruned.prunable()).isEqualTo(10);
      assertThat(pruned.sparsity()).isEqualTo(0.4);
      assertThat(pruned.why()).isEmpty();
    }

    @Test
    void layerTakesTheSameShareOfEach() {
      // 5 over 6:4 is 3 and 2.
      assertThat(prune(to(0.5, "layer")).mask()).isEqualTo(FULL.without(1, 5, 3, 6, 8));
    }

    @Test
    void erkLeavesTheSmallerLayerDenser() {
      // 5 kept; extents 5 and 4: 25/9 and 20/9 kept, 29/9 and 16/9 pruned: 3 and 2.
      assertThat(prune(to(0.5, "erk")).layers().stream().map(LayerOutcome::achieved))
          .containsExactly(3, 2);
    }

    @Test
    void roundsHalfUpInDecimals() {
      assertThat(prune(to(0.25, "global")).achieved()).as("2.5").isEqualTo(3);
      assertThat(prune(to(0.249, "global")).achieved()).isEqualTo(2);
      Network hundred = TestNetworks.dense(10, 10);
      // The double nearest to 0.145 is below it, and 0.145 * 100 is 14.499999999999998.
      assertThat(
              Pruner.prune(
                      WeightUnits.of(hundred), new double[100], Mask.full(100), to(0.145, "global"))
                  .achieved())
          .isEqualTo(15);
    }

    @Test
    void ofEqualScoresTheLowerIndexGoes() {
      assertThat(prune(new double[10], FULL, to(0.3, "global")).mask())
          .isEqualTo(FULL.without(0, 1, 2));
      assertThat(prune(new double[10], FULL, to(0.3, "layer")).mask())
          .isEqualTo(FULL.without(0, 1, 6));
    }

    @Test
    void biasesAreNeitherPrunedNorCounted() {
      Network biased = TestNetworks.dense(true, 2, 2);
      Pruned pruned =
          Pruner.prune(
              WeightUnits.of(biased),
              new double[] {4, 3, 2, 1, -9, -9},
              Mask.full(6),
              to(0.5, "global"));
      assertThat(pruned.mask()).isEqualTo(Mask.full(6).without(2, 3));
      assertThat(pruned.prunable()).isEqualTo(4);
    }

    @Test
    void noSparsityPrunesNothing() {
      assertThat(prune(to(0, "erk")).mask()).isEqualTo(FULL);
    }

    @Test
    void earlierPruningCountsAndStays() {
      // 2 and 7 have the highest scores, yet they are gone.
      Pruned pruned = prune(SCORES, FULL.without(2, 7), to(0.4, "global"));
      assertThat(pruned.mask()).isEqualTo(FULL.without(2, 7, 6, 1));
      assertThat(pruned.layers())
          .containsExactly(
              new LayerOutcome("fc1", 6, 2, 2, ""), new LayerOutcome("fc2", 4, 2, 2, ""));
    }
  }

  @Nested
  class Limits {
    private final double[] firstLow = {1, 2, 3, 4, 5, 6, 10, 11, 12, 13};

    @Test
    void aLayersLastWeightStaysAndTheNextLowestElsewhereGoes() {
      Pruned pruned = prune(firstLow, FULL, to(0.6, "global"));
      assertThat(pruned.mask()).isEqualTo(FULL.without(0, 1, 2, 3, 4, 6));
      assertThat(pruned.achieved()).isEqualTo(6);
      assertThat(pruned.why()).isEmpty();
      assertThat(pruned.layers())
          .containsExactly(
              new LayerOutcome("fc1", 6, 6, 5, "a layer is never emptied: its last one stays"),
              new LayerOutcome("fc2", 4, 0, 1, "more, in place of layers that are never emptied"));
    }

    @Test
    void ofEqualScoresTheLastWeightStays() {
      assertThat(prune(new double[10], FULL, to(0.8, "global")).mask())
          .isEqualTo(FULL.without(0, 1, 2, 3, 4, 6, 7, 8));
    }

    @Test
    void whereNothingElseCanGoTheNearestCountIsReachedAndExplained() {
      Pruned pruned = prune(to(0.99, "global"));
      assertThat(pruned.requested()).isEqualTo(10);
      assertThat(pruned.achieved()).isEqualTo(8);
      assertThat(pruned.why()).isEqualTo("the layers that share the target can lose at most 8");
      assertThat(pruned.mask()).isEqualTo(FULL.without(0, 1, 3, 4, 5, 6, 8, 9));
    }

    @Test
    void earlierPruningBeyondTheTargetStaysAndIsExplained() {
      Pruned pruned = prune(SCORES, FULL.without(0, 2, 7), to(0.1, "layer"));
      assertThat(pruned.mask()).isEqualTo(FULL.without(0, 2, 7));
      assertThat(pruned.requested()).isEqualTo(1);
      assertThat(pruned.achieved()).isEqualTo(3);
      assertThat(pruned.why())
          .isEqualTo("the layers that share the target lost 3 in earlier steps already");
      assertThat(pruned.layers())
          .containsExactly(
              new LayerOutcome("fc1", 6, 1, 2, "what was pruned in earlier steps stays pruned"),
              new LayerOutcome("fc2", 4, 0, 1, "what was pruned in earlier steps stays pruned"));
    }

    @Test
    void oneLayersEarlierLossIsMadeUpForByTheOthers() {
      // 5 are asked: 3 and 2; fc2 has lost 3, so fc1 may lose 2: 1 and 5, not 3.
      Pruned pruned = prune(SCORES, FULL.without(7, 8, 9), to(0.5, "layer"));
      assertThat(pruned.mask()).isEqualTo(FULL.without(7, 8, 9, 1, 5));
      assertThat(pruned.layers())
          .containsExactly(
              new LayerOutcome(
                  "fc1", 6, 3, 2, "fewer, since other layers lost more in earlier steps"),
              new LayerOutcome("fc2", 4, 2, 3, "what was pruned in earlier steps stays pruned"));
    }
  }

  @Nested
  class Overrides {
    @Test
    void keptLayersDoNotCount() {
      Pruned pruned = prune(to(0.5, "global", List.of("fc2"), Map.of()));
      assertThat(pruned.mask()).isEqualTo(FULL.without(1, 5, 3));
      assertThat(pruned.prunable()).isEqualTo(6);
      assertThat(pruned.layers().get(1)).isEqualTo(new LayerOutcome("fc2", 4, 0, 0, ""));
    }

    @Test
    void allKeptLeavesNothingToPrune() {
      Pruned pruned = prune(to(0.5, "erk", List.of("*"), Map.of()));
      assertThat(pruned.mask()).isEqualTo(FULL);
      assertThat(pruned.prunable()).isZero();
      assertThat(pruned.sparsity()).isZero();
    }

    @Test
    void aLayersOwnSparsityIsFixedAndTheRestMakesUpTheTotal() {
      Pruned pruned = prune(to(0.5, "global", List.of(), Map.of("fc2", 0.25)));
      assertThat(pruned.mask()).isEqualTo(FULL.without(6, 1, 5, 3, 0));
      assertThat(pruned.achieved()).isEqualTo(5);
    }

    @Test
    void whereTheRestCannotMakeItUpTheNearestCountIsExplained() {
      Pruned pruned = prune(to(0.1, "layer", List.of(), Map.of("fc1", 0.5)));
      assertThat(pruned.mask()).isEqualTo(FULL.without(1, 5, 3));
      assertThat(pruned.why())
          .isEqualTo(
              "fc1 lose 3 by their own sparsity and the layers that share the target lost 0 in"
                  + " earlier steps already");
    }

    @Test
    void aFullNameGoesBeforeGlobsAndTheLongerGlobBeforeTheShorter() {
      Map<String, Double> layers = Map.of("*", 0.0, "fc*", 0.5, "fc2", 0.75);
      assertThat(
              prune(to(0.6, "global", List.of(), layers)).layers().stream()
                  .map(LayerOutcome::requested))
          .containsExactly(3, 3);
    }

    @Test
    void evenAnOwnSparsityNeverEmptiesALayer() {
      Pruned pruned = prune(to(0.5, "global", List.of(), Map.of("fc2", 0.95)));
      assertThat(pruned.layers().get(1))
          .isEqualTo(
              new LayerOutcome("fc2", 4, 4, 3, "a layer is never emptied: its last one stays"));
      assertThat(pruned.achieved()).isEqualTo(5);
    }

    @Test
    void namesThatFitNothingAreFound() {
      assertThat(
              Pruner.checkNames(
                  TestNetworks.grouped(),
                  WeightUnits.of(TestNetworks.grouped()),
                  List.of("conv", "fl?t", "dense*"),
                  Map.of("f*", 0.5, "flat", 0.5),
                  "prune"))
          .containsExactly(
              new Problem(
                  "prune.keep",
                  "has dense*, which fits no layer",
                  "a layer's name or glob; the nearest is conv"),
              new Problem(
                  "prune.layers",
                  "has flat, which fits no layer",
                  "a layer's name or glob; the nearest is fc"));
    }
  }

  @Nested
  class Thresholds {
    @Test
    void everyWeightThatScoresBelowGoes() {
      Pruned pruned = prune(below(4, Map.of()));
      assertThat(pruned.mask()).isEqualTo(FULL.without(1, 3, 5, 6));
      assertThat(pruned.requested()).isEqualTo(4);
      assertThat(pruned.why()).isEmpty();
    }

    @Test
    void noLayerIsEmptied() {
      Pruned pruned = prune(below(8.5, Map.of()));
      assertThat(pruned.mask()).isEqualTo(FULL.without(0, 1, 3, 4, 5, 6, 8, 9));
      assertThat(pruned.requested()).isEqualTo(9);
      assertThat(pruned.achieved()).isEqualTo(8);
      assertThat(pruned.why()).isEqualTo("fc2: a layer is never emptied: its last one stays");
    }

    @Test
    void ownSparsitiesAndEarlierPruningStay() {
      Pruned pruned = prune(SCORES, FULL.without(2), below(4, Map.of("fc2", 0.5)));
      assertThat(pruned.mask()).isEqualTo(FULL.without(2, 1, 3, 5, 6, 8));
    }
  }

  @Nested
  class Refusals {
    @Test
    void aScoreThatIsNoNumberNamesItsLayer() {
      double[] scores = SCORES.clone();
      scores[7] = Double.NaN;
      assertThatThrownBy(() -> prune(scores, FULL, to(0.5, "global")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("score 1 of layer fc2 is NaN");
      assertThat(prune(scores, FULL, to(0.5, "global", List.of("fc2"), Map.of())).achieved())
          .as("a kept layer's scores are not looked at")
          .isEqualTo(3);
    }

    @Test
    void unknownScopesGetTheNearest() {
      assertThatThrownBy(() -> prune(to(0.5, "layers")))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "prune.scope is layers, expected one of [global, layer, erk, table, isomorphic,"
                  + " sensitivity]; the nearest is layer");
    }

    @Test
    void sharesOutsideOfTheirRange() {
      for (double share : new double[] {-0.1, 1, Double.NaN}) {
        assertThatThrownBy(() -> new PruneTarget.Sparsity(share))
            .hasMessage("sparsity " + share + ", expected a share in [0, 1)");
        assertThatThrownBy(() -> to(0.5, "global", List.of(), Map.of("fc1", share)))
            .hasMessage("sparsity " + share + " of layer fc1, expected a share in [0, 1)");
      }
      assertThatThrownBy(() -> new PruneTarget.Threshold(Double.NaN))
          .hasMessage("threshold NaN, expected a number");
    }

    @Test
    void scoresOfAnotherLength() {
      assertThatThrownBy(() -> prune(new double[9], FULL, to(0.5, "global")))
          .hasMessage("9 scores for 10 units");
    }
  }
}
