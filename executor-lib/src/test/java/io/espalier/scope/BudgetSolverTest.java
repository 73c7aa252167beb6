package io.espalier.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.mask.Mask;
import io.espalier.measure.Cost;
import io.espalier.model.Network;
import io.espalier.model.TestNetworks;
import io.espalier.structure.Units;
import io.espalier.structure.WeightUnits;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BudgetSolverTest {
  /**
   * {@code conv [6, 2, 3, 3]} over 4 positions, 6 biases, {@code fc [3, 24]}, 3 biases: 180
   * weights, 189 values, 108 · 4 + 72 = 504 multiply-adds, 4 · 189 + 23 bytes.
   */
  private static final Network NETWORK = TestNetworks.grouped();

  private static final Units UNITS = WeightUnits.of(NETWORK);
  private static final Mask FULL = Mask.full(189);

  private static PruneRequest request(String scope, List<String> keep, Bounds bounds) {
    return new PruneRequest(
        new PruneTarget.Sparsity(0.123), Scopes.REGISTRY.named(scope), keep, Map.of(), bounds);
  }

  private static OptionalDouble solve(
      double[] scores, Mask current, PruneRequest request, Budget.Measure measure, long most) {
    return BudgetSolver.sparsity(
        UNITS, scores, current, request, mask -> measure.of(NETWORK, mask), most);
  }

  private static long cost(
      double[] scores, Mask current, PruneRequest request, Budget.Measure measure, double share) {
    return measure.of(
        NETWORK,
        Pruner.prune(UNITS, scores, current, request.to(new PruneTarget.Sparsity(share))).mask());
  }

  @Test
  void measuresCountWhatTheySay() {
    assertThat(Budget.Measure.PARAMS.of(NETWORK, FULL)).isEqualTo(189);
    assertThat(Budget.Measure.FLOPS.of(NETWORK, FULL)).isEqualTo(504);
    assertThat(Budget.Measure.BYTES.of(NETWORK, FULL)).isEqualTo(4 * 189 + 23);
    Mask less = FULL.without(0, 1, 114);
    assertThat(Budget.Measure.PARAMS.of(NETWORK, less)).isEqualTo(186);
    assertThat(Budget.Measure.FLOPS.of(NETWORK, less)).isEqualTo(504 - 9);
    assertThat(Budget.Measure.BYTES.of(NETWORK, less)).isEqualTo(4 * 186 + 23);
    assertThat(Budget.Measure.keys()).containsExactly("params", "flops", "bytes");
  }

  @Test
  void sharesBelowOneAreOfTheDenseNetwork() {
    assertThat(new Budget(Budget.Measure.FLOPS, 0.25).most(NETWORK)).isEqualTo(126);
    assertThat(new Budget(Budget.Measure.FLOPS, 0.3).most(NETWORK)).as("151.2").isEqualTo(151);
    assertThat(new Budget(Budget.Measure.FLOPS, 1).most(NETWORK)).isEqualTo(1);
    assertThat(new Budget(Budget.Measure.BYTES, 300).most(NETWORK)).isEqualTo(300);
    assertThatThrownBy(() -> new Budget(Budget.Measure.BYTES, 0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new Budget(Budget.Measure.BYTES, Double.NaN))
        .hasMessageContaining("above 0");
  }

  @Test
  void expectedSparsitiesCountWeightsAlone() {
    // 189 - 99 = 90 of 180; 504 / 4 left; (779 - 419) / 4 = 90 of 180.
    assertThat(new Budget(Budget.Measure.PARAMS, 99).expectedSparsity(NETWORK)).isEqualTo(0.5);
    assertThat(new Budget(Budget.Measure.FLOPS, 0.25).expectedSparsity(NETWORK)).isEqualTo(0.75);
    assertThat(new Budget(Budget.Measure.BYTES, 419).expectedSparsity(NETWORK)).isEqualTo(0.5);
    assertThat(new Budget(Budget.Measure.PARAMS, 5).expectedSparsity(NETWORK)).isLessThan(1);
    assertThat(new Budget(Budget.Measure.PARAMS, 500).expectedSparsity(NETWORK)).isZero();
  }

  @Test
  void byHand() {
    // Weights of conv score 0 to 107 and go first, each of them 4 multiply-adds: 504 - 4k <= 300
    // from k = 51 on.
    double[] scores = new SplittableRandom(1).doubles(189, 200, 300).toArray();
    for (int i = 0; i < 108; i++) {
      scores[i] = i;
    }
    PruneRequest global = request("global", List.of(), Bounds.NONE);
    assertThat(solve(scores, FULL, global, Budget.Measure.FLOPS, 300)).hasValue(51 / 180.0);
    assertThat(solve(scores, FULL, global, Budget.Measure.FLOPS, 299)).hasValue(52 / 180.0);
    assertThat(solve(scores, FULL, global, Budget.Measure.PARAMS, 100)).hasValue(89 / 180.0);
    // 779 - 4k <= 500: k = 70.
    assertThat(solve(scores, FULL, global, Budget.Measure.BYTES, 500)).hasValue(70 / 180.0);
  }

  @Test
  void nothingGoesWhereNothingNeedsTo() {
    PruneRequest global = request("global", List.of(), Bounds.NONE);
    assertThat(solve(new double[189], FULL, global, Budget.Measure.FLOPS, 504)).hasValue(0);
    Mask before = FULL.without(0);
    assertThat(solve(new double[189], before, global, Budget.Measure.FLOPS, 500)).hasValue(0);
  }

  @Test
  void theSparsestNetworkIsTheLimit() {
    // A weight of each layer stays: 9 biases and 2.
    PruneRequest global = request("global", List.of(), Bounds.NONE);
    double[] scores = new double[189];
    assertThat(solve(scores, FULL, global, Budget.Measure.PARAMS, 11)).hasValue(178 / 180.0);
    assertThat(solve(scores, FULL, global, Budget.Measure.PARAMS, 10)).isEmpty();
    // With fc kept, 72 of the 108 remain.
    PruneRequest kept = request("global", List.of("fc"), new Bounds(8, 1));
    assertThat(solve(scores, FULL, kept, Budget.Measure.PARAMS, 9 + 72 + 8)).hasValue(100 / 108.0);
    assertThat(solve(scores, FULL, kept, Budget.Measure.PARAMS, 9 + 72 + 7)).isEmpty();
    assertThat(
            solve(
                scores,
                FULL,
                request("global", List.of("*"), Bounds.NONE),
                Budget.Measure.PARAMS,
                188))
        .as("nothing may go")
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Budget.Measure.class)
  void agreesWithExhaustiveSearch(Budget.Measure measure) {
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 12; trial++) {
      double[] scores = random.doubles(189).toArray();
      Mask current =
          trial % 3 == 0
              ? FULL
              : Pruner.prune(
                      UNITS,
                      random.doubles(189).toArray(),
                      FULL,
                      request("global", List.of(), Bounds.NONE)
                          .to(new PruneTarget.Sparsity(random.nextDouble() / 2)))
                  .mask();
      PruneRequest request = request("global", List.of(), Bounds.NONE);
      long most = random.nextLong(60, measure.of(NETWORK, FULL));
      int least = 0;
      while (cost(scores, current, request, measure, least / 180.0) > most) {
        least++;
      }
      assertThat(solve(scores, current, request, measure, most)).hasValue(least / 180.0);
    }
  }

  @ParameterizedTest
  @CsvSource({"layer", "erk", "isomorphic", "global"})
  void underAnyScopeOneUnitFewerWouldCostTooMuch(String scope) {
    SplittableRandom random = new SplittableRandom(scope.hashCode());
    for (int trial = 0; trial < 20; trial++) {
      double[] scores = random.doubles(189).toArray();
      PruneRequest request = request(scope, List.of(), Bounds.NONE);
      long most = random.nextLong(20, 504);
      double share = solve(scores, FULL, request, Budget.Measure.FLOPS, most).orElseThrow();
      assertThat(cost(scores, FULL, request, Budget.Measure.FLOPS, share))
          .isLessThanOrEqualTo(most);
      assertThat(cost(scores, FULL, request, Budget.Measure.FLOPS, share - 1 / 180.0))
          .isGreaterThan(most);
    }
  }

  @Test
  void everyCountComesBackFromItsShare() {
    double[] scores = new SplittableRandom(3).doubles(189).toArray();
    PruneRequest global = request("global", List.of(), Bounds.NONE);
    for (int left = 11; left < 189; left++) {
      double share = solve(scores, FULL, global, Budget.Measure.PARAMS, left).orElseThrow();
      Pruned pruned = Pruner.prune(UNITS, scores, FULL, global.to(new PruneTarget.Sparsity(share)));
      assertThat(Cost.of(NETWORK, pruned.mask()).parameters()).isEqualTo(left);
    }
  }
}
