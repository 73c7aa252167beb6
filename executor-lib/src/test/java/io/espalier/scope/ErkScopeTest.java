package io.espalier.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.TestNetworks;
import io.espalier.structure.Stratum;
import io.espalier.structure.WeightUnits;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErkScopeTest {
  @Test
  void leNet300At90Percent() {
    List<Stratum> layers = WeightUnits.of(TestNetworks.dense(784, 300, 100, 10)).strata();
    // Extents 1084, 400, 110 over 235200, 30000, 1000 weights, 26620 kept: ε = 26620 / 1594 gives
    // the last layer 1.837, so it is dense; then ε = 25620 / 1484 = 17.26415.
    assertThat(ErkScope.densities(layers, 26620, 1))
        .containsExactly(new double[] {0.07956777, 0.23018868, 1}, within(1e-7));
    // Pruned: 216485.66 and 23094.34; the remainder of the first is the larger.
    assertThat(new ErkScope().counts(layers, new double[0], new BitSet(), 239580))
        .containsExactly(216486, 23094, 0);
  }

  @Test
  void aConvolutionCountsItsKernelAndWhatAGroupSees() {
    List<Stratum> layers = WeightUnits.of(TestNetworks.grouped()).strata();
    // conv [6, 2, 3, 3]: 14 over 108; fc [3, 24]: 27 over 72; 41 kept: ε = 1.
    assertThat(ErkScope.densities(layers, 41, 1))
        .containsExactly(new double[] {14 / 108.0, 27 / 72.0}, within(1e-15));
  }

  @Test
  void makesOneLayerDenseAtATime() {
    // Extents 11, 11, 20 over 10, 10, 100 weights. Of 115 kept, ε = 115 / 42 makes the first dense,
    // then 105 / 31 the second, and 95 are left for the third.
    List<Stratum> layers = WeightUnits.of(TestNetworks.dense(10, 1, 10, 10)).strata();
    assertThat(ErkScope.densities(layers, 115, 1)[0]).isEqualTo(1);
    assertThat(ErkScope.densities(layers, 115, 1)[1]).isEqualTo(1);
    assertThat(ErkScope.densities(layers, 115, 1)[2]).isCloseTo(0.95, within(1e-12));
  }

  @Test
  void thePowerBendsDensities() {
    List<Stratum> layers = WeightUnits.of(TestNetworks.grouped()).strata();
    // Densities before ε are 14/108 and 27/72; squared 0.0168038 and 0.140625, together 1.814815 +
    // 10.125 = 11.939815 weights; of 20 kept ε is 1.675068.
    assertThat(ErkScope.densities(layers, 20, 2))
        .containsExactly(new double[] {0.02814757, 0.23555646}, within(1e-7));
    // To the power of 0 all are alike: 45 of 180.
    assertThat(ErkScope.densities(layers, 45, 0))
        .containsExactly(new double[] {0.25, 0.25}, within(1e-15));
    Scope made =
        Scopes.REGISTRY.named(
            "erk", Options.of(Scopes.REGISTRY.method("erk"), Map.of("power", 0.0)));
    assertThat(made).isEqualTo(new ErkScope(0));
    assertThat(Scopes.REGISTRY.named("erk")).isEqualTo(new ErkScope(1));
    assertThat(made.counts(layers, new double[0], new BitSet(), 135)).containsExactly(81, 54);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void agreesWithBisection(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 50; trial++) {
      Network network = TestNetworks.random(random);
      List<Stratum> layers = WeightUnits.of(network).strata();
      int all = layers.stream().mapToInt(Stratum::size).sum();
      int kept = random.nextInt(all + 1);
      double[] densities = ErkScope.densities(layers, kept, 1);
      assertThat(densities).containsExactly(byBisection(network.prunable(), kept), within(1e-7));
      int[] counts = new ErkScope().counts(layers, new double[0], new BitSet(), all - kept);
      assertThat(Arrays.stream(counts).sum()).isEqualTo(all - kept);
      for (int l = 0; l < counts.length; l++) {
        double quota = (1 - densities[l]) * layers.get(l).size();
        assertThat(Math.abs(counts[l] - quota)).isLessThan(1 + 1e-9);
      }
    }
  }

  /** The ε at which densities cut at 1 keep the right number: grows with ε, so it can be halved. */
  private static double[] byBisection(List<Slot> layers, int kept) {
    double low = 0;
    double high = 1e6;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      if (kept(layers, cut(layers, middle)) < kept) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return cut(layers, high);
  }

  private static double[] cut(List<Slot> layers, double epsilon) {
    return layers.stream()
        .mapToDouble(
            l -> {
              int out = l.parameter().shape().dim(0);
              int in = l.parameter().shape().dim(1);
              return Math.min(1, epsilon * (out + in) / ((double) out * in));
            })
        .toArray();
  }

  private static double kept(List<Slot> layers, double[] densities) {
    double kept = 0;
    for (int l = 0; l < densities.length; l++) {
      kept += densities[l] * layers.get(l).size();
    }
    return kept;
  }
}
