package io.espalier.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpliceTest {
  private static final List<String> BOTH = List.of("a", "b");

  /** Magnitudes 1, 3 and 2, the 0 left out: mean 2, deviation √(14/3 - 4). */
  @Test
  void aThresholdIsOfMagnitudesThatAreNotZero() {
    Splice splice =
        Splice.at(ExchangeTest.NETWORK, new float[] {-1, 3, 0, 2, 1, 1, 1, 1}, BOTH, 0.5);
    assertThat(splice.thresholds().get(0)).isCloseTo(2 + 0.5 * Math.sqrt(2.0 / 3), within(1e-12));
    assertThat(splice.thresholds().get(1)).isCloseTo(1, within(1e-12));
  }

  @Test
  void thresholdsAreNotBelowZero() {
    assertThat(
            Splice.at(ExchangeTest.NETWORK, new float[] {1, 2, 3, 4, 1, 1, 1, 2}, BOTH, -9)
                .thresholds())
        .containsExactly(0.0, 0.0);
  }

  /** At t = 10: up to 9 it goes, from above 11 it returns, in between it stays what it was. */
  @Test
  void betweenTheThresholdsNothingChanges() {
    Splice splice = new Splice(List.of("a"), List.of(10.0));
    float[] values = {9, -10, 10.9f, 12, 0, 0, 0, 0};
    assertThat(splice.mask(ExchangeTest.NETWORK, Mask.full(8), values).indices())
        .containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(
            splice.mask(ExchangeTest.NETWORK, Mask.full(8).without(0, 1, 2, 3), values).indices())
        .containsExactly(3, 4, 5, 6, 7);
  }

  @Test
  void aHiddenWeightComesBackOnceItHasGrown() {
    Splice splice = new Splice(List.of("a"), List.of(1.0));
    Mask mask = Mask.full(8);
    float[] values = {5, 0.8f, 5, 5, 0, 0, 0, 0};
    mask = splice.mask(ExchangeTest.NETWORK, mask, values);
    assertThat(mask.survives(1)).isFalse();
    values[1] = 1.05f;
    assertThat(splice.mask(ExchangeTest.NETWORK, mask, values).survives(1)).isFalse();
    values[1] = -1.2f;
    assertThat(splice.mask(ExchangeTest.NETWORK, mask, values).survives(1)).isTrue();
  }

  @Test
  void aLayerKeepsItsLargestWeight() {
    Splice splice = new Splice(BOTH, List.of(100.0, 100.0));
    float[] values = {1, -3, 2, 0, 0, 0, 0, 0};
    assertThat(splice.mask(ExchangeTest.NETWORK, Mask.full(8), values).indices())
        .containsExactly(1, 4);
  }

  @Test
  void theDeviationsThatAreSolvedForHideJustTheShareAskedFor() {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 50; trial++) {
      float[] values = new float[8];
      for (int i = 0; i < 8; i++) {
        values[i] = (float) (random.nextDouble() - 0.5) * (i < 4 ? 1 : 10);
      }
      for (int gone = 0; gone <= 4; gone++) {
        double c = Splice.deviations(ExchangeTest.NETWORK, values, BOTH, gone / 8.0);
        Mask mask =
            Splice.at(ExchangeTest.NETWORK, values, BOTH, c)
                .mask(ExchangeTest.NETWORK, Mask.full(8), values);
        boolean whole = mask.survivors(0, 4) == 1 || mask.survivors(4, 8) == 1;
        assertThat(mask.survivors(0, 8)).isBetween(8 - gone, whole ? 8 - gone + 1 : 8 - gone);
      }
    }
  }
}
