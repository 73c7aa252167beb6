package io.espalier.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.method.Options;
import io.espalier.structure.Stratum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SensitivityScopeTest {
  /** 100 units and 50. */
  private static final List<Stratum> LAYERS =
      List.of(new Stratum("a", 0, 100, 0), new Stratum("b", 100, 150, 0));

  /** Drops: a loses 0, .1, .3; b .1, .2, .6; everything at 1 is .9. */
  private static final Sensitivity SCAN =
      new Sensitivity(
          0.9,
          List.of(0.2, 0.5, 0.8),
          Map.of("a", List.of(0.9, 0.8, 0.6), "b", List.of(0.8, 0.7, 0.3)));

  private static SensitivityScope scope(Allotment rule, Sensitivity scan) {
    return new SensitivityScope(rule, SCAN.sparsities(), Optional.of(scan));
  }

  private static int[] counts(Allotment rule, int total) {
    return scope(rule, SCAN).counts(LAYERS, new double[0], new BitSet(), total);
  }

  @Nested
  class Curves {
    @Test
    void areStraightBetweenThePointsTried() {
      assertThat(SCAN.drop("a", 0)).isZero();
      assertThat(SCAN.drop("a", 0.2)).isCloseTo(0, within(1e-15));
      assertThat(SCAN.drop("a", 0.35)).isCloseTo(0.05, within(1e-15));
      assertThat(SCAN.drop("b", 0.1)).isCloseTo(0.05, within(1e-15));
      assertThat(SCAN.drop("b", 0.9)).isCloseTo(0.75, within(1e-15));
      assertThat(SCAN.drop("b", 1)).isCloseTo(0.9, within(1e-15));
    }

    @Test
    void neverFallThoughMeasurementsDo() {
      // Better than the baseline at .2; at .8 better than at .5.
      Sensitivity noisy =
          new Sensitivity(0.9, List.of(0.2, 0.5, 0.8), Map.of("a", List.of(0.95, 0.7, 0.75)));
      assertThat(noisy.drop("a", 0.2)).isZero();
      assertThat(noisy.drop("a", 0.8)).isCloseTo(0.2, within(1e-15));
      assertThat(noisy.drop("a", 0.65)).isCloseTo(0.2, within(1e-15));
    }

    @Test
    void reachAsFarAsADropAllows() {
      SensitivityCurve a = SCAN.curve("a");
      assertThat(a.reach(0)).as("level from 0 to .2").isCloseTo(0.2, within(1e-12));
      assertThat(a.reach(0.05)).isCloseTo(0.35, within(1e-12));
      assertThat(a.reach(0.6)).isCloseTo(0.9, within(1e-12));
      assertThat(a.reach(0.9)).isEqualTo(1);
      assertThat(a.reach(2)).isEqualTo(1);
    }

    @Test
    void haveAHullBelowThem() {
      // Slopes 1, .25, 2, 1: the first two become .55 over .5, the others 1.5 over .5.
      SensitivityCurve curve =
          new SensitivityCurve(
              new double[] {0, 0.2, 0.5, 0.8, 1}, new double[] {0, 0.2, 0.275, 0.875, 1.075});
      SensitivityCurve hull = curve.hull();
      assertThat(hull.sparsities()).containsExactly(0, 0.5, 1);
      assertThat(hull.drops()).containsExactly(0, 0.275, 1.075);
    }

    @Test
    void areRefusedWhereTheyMakeNoSense() {
      assertThatThrownBy(() -> SCAN.drop("c", 0.5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no sensitivity of layer c");
      assertThatThrownBy(() -> new Sensitivity(1, List.of(0.5, 0.4), Map.of()))
          .hasMessageContaining("ascending");
      assertThatThrownBy(() -> new Sensitivity(1, List.of(0.0, 0.4), Map.of()))
          .hasMessageContaining("ascending");
      assertThatThrownBy(() -> new Sensitivity(1, List.of(0.5, 1.0), Map.of()))
          .hasMessageContaining("ascending");
      assertThatThrownBy(() -> new Sensitivity(1, List.of(0.5), Map.of("a", List.of())))
          .hasMessageContaining("0 accuracies of a");
    }
  }

  @Nested
  class LeastDrop {
    @Test
    void goesWhereTheNextUnitCostsLeast() {
      // Prices a unit: a 0 for 20, .1/30 for 30, .2/30 for 30, .6/20 for 20; b on its hull .2/25
      // for 25 (.1/10 and then .1/15 are one line), .4/15 for 15, .3/10 for 10.
      assertThat(counts(Allotment.LEAST_DROP, 20)).containsExactly(20, 0);
      assertThat(counts(Allotment.LEAST_DROP, 50)).containsExactly(50, 0);
      assertThat(counts(Allotment.LEAST_DROP, 80)).containsExactly(80, 0);
      assertThat(counts(Allotment.LEAST_DROP, 90)).containsExactly(80, 10);
      assertThat(counts(Allotment.LEAST_DROP, 105)).containsExactly(80, 25);
      assertThat(counts(Allotment.LEAST_DROP, 120)).containsExactly(80, 40);
      assertThat(counts(Allotment.LEAST_DROP, 150)).containsExactly(100, 50);
      assertThat(counts(Allotment.LEAST_DROP, 0)).containsExactly(0, 0);
    }

    @Test
    void ofEqualPricesEachTakesTheSameShare() {
      Sensitivity free =
          new Sensitivity(0.9, List.of(0.5), Map.of("a", List.of(0.9), "b", List.of(0.9)));
      assertThat(scope(Allotment.LEAST_DROP, free).counts(LAYERS, new double[0], new BitSet(), 30))
          .containsExactly(20, 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noGridOfConvexCurvesDoesBetter(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Stratum> layers =
          List.of(
              new Stratum("a", 0, 10, 0), new Stratum("b", 10, 20, 0), new Stratum("c", 20, 30, 0));
      List<Double> tenths = IntStream.range(1, 10).mapToObj(i -> i / 10.0).toList();
      Map<String, List<Double>> accuracies = new LinkedHashMap<>();
      for (Stratum layer : layers) {
        // Falling ever faster: sums of sorted steps.
        double[] steps = random.doubles(10, 0, 0.05).sorted().toArray();
        List<Double> falling = new ArrayList<>();
        double accuracy = 0.9;
        for (int i = 0; i < 9; i++) {
          accuracy -= steps[i];
          falling.add(accuracy);
        }
        accuracies.put(layer.name(), falling);
      }
      Sensitivity scan = new Sensitivity(0.9, tenths, accuracies);
      for (int total = 0; total <= 27; total++) {
        int[] counts =
            scope(Allotment.LEAST_DROP, scan).counts(layers, new double[0], new BitSet(), total);
        double best = Double.POSITIVE_INFINITY;
        for (int a = 0; a <= 10; a++) {
          for (int b = 0; b <= 10; b++) {
            int c = total - a - b;
            if (c >= 0 && c <= 10) {
              best = Math.min(best, drop(scan, new int[] {a, b, c}));
            }
          }
        }
        assertThat(drop(scan, counts)).isCloseTo(best, within(1e-9));
      }
    }

    private double drop(Sensitivity scan, int[] counts) {
      return scan.drop("a", counts[0] / 10.0)
          + scan.drop("b", counts[1] / 10.0)
          + scan.drop("c", counts[2] / 10.0);
    }
  }

  @Nested
  class EqualDrop {
    @Test
    void allLayersLoseTheSame() {
      // At a drop of .2 a is at .65 and b at .5: 65 and 25 units.
      assertThat(counts(Allotment.EQUAL_DROP, 90)).containsExactly(65, 25);
      // At .1: .5 and .2.
      assertThat(counts(Allotment.EQUAL_DROP, 60)).containsExactly(50, 10);
      assertThat(counts(Allotment.EQUAL_DROP, 150)).containsExactly(100, 50);
    }

    @Test
    void whatIsFreeIsSharedEvenly() {
      // a loses nothing up to 20, b nothing at 0 alone.
      assertThat(counts(Allotment.EQUAL_DROP, 10)).containsExactly(10, 0);
      Sensitivity level =
          new Sensitivity(
              0.9, List.of(0.2, 0.6), Map.of("a", List.of(0.8, 0.8), "b", List.of(0.8, 0.8)));
      // Both are level at .1 from .2 to .6: 30 units lead there, 60 more are on the level.
      assertThat(scope(Allotment.EQUAL_DROP, level).counts(LAYERS, new double[0], new BitSet(), 60))
          .containsExactly(40, 20);
    }
  }

  @ParameterizedTest
  @EnumSource(Allotment.class)
  void countsAddUpGrowWithTheTotalAndDoNotDependOnTheLayersOrder(Allotment rule) {
    List<Stratum> swapped = List.of(new Stratum("b", 0, 50, 0), new Stratum("a", 50, 150, 0));
    double[] before = {0, 0};
    for (int total = 0; total <= 150; total++) {
      int[] counts = counts(rule, total);
      assertThat(Arrays.stream(counts).sum()).isEqualTo(total);
      double[] quotas = rule.quotas(LAYERS, List.of(SCAN.curve("a"), SCAN.curve("b")), total);
      double[] other = rule.quotas(swapped, List.of(SCAN.curve("b"), SCAN.curve("a")), total);
      assertThat(other).containsExactly(new double[] {quotas[1], quotas[0]}, within(1e-9));
      for (int l = 0; l < 2; l++) {
        assertThat(quotas[l]).isGreaterThanOrEqualTo(before[l] - 1e-9);
      }
      before = quotas;
    }
  }

  @ParameterizedTest
  @EnumSource(Allotment.class)
  void theMostForADropIsJustBelowIt(Allotment rule) {
    SensitivityScope scope = scope(rule, SCAN);
    for (double drop : new double[] {0, 0.05, 0.13, 0.4, 1.2}) {
      int most = scope.most(LAYERS, drop);
      assertThat(sum(scope, most)).isLessThanOrEqualTo(drop);
      assertThat(sum(scope, most + 1)).isGreaterThan(drop);
    }
    assertThat(scope.most(LAYERS, 2)).isEqualTo(150);
  }

  private static double sum(SensitivityScope scope, int total) {
    double[] quotas = scope.rule().quotas(LAYERS, List.of(SCAN.curve("a"), SCAN.curve("b")), total);
    return scope.drop(Map.of("a", quotas[0] / 100, "b", quotas[1] / 50));
  }

  @Test
  void theDropsOfLayersAddUp() {
    assertThat(scope(Allotment.LEAST_DROP, SCAN).drop(Map.of("a", 0.5, "b", 0.2)))
        .isCloseTo(0.2, within(1e-15));
  }

  @Test
  void theRegistryMakesItWithoutAScan() {
    SensitivityScope made = (SensitivityScope) Scopes.REGISTRY.named("sensitivity");
    assertThat(made.rule()).isEqualTo(Allotment.LEAST_DROP);
    assertThatThrownBy(() -> made.counts(LAYERS, new double[0], new BitSet(), 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scope sensitivity has no scan to go by");
    assertThat(made.sparsities()).hasSize(11).startsWith(0.1, 0.2).endsWith(0.95, 0.99);
    Options options =
        Options.of(
            Scopes.REGISTRY.method("sensitivity"),
            Map.of("rule", "equal-drop", "sparsities", List.of(0.8, 0.2, 0.5, 0.2)));
    SensitivityScope equal = (SensitivityScope) Scopes.REGISTRY.named("sensitivity", options);
    assertThat(equal.sparsities()).containsExactly(0.2, 0.5, 0.8);
    assertThat(equal.with(SCAN)).isEqualTo(scope(Allotment.EQUAL_DROP, SCAN));
  }
}
