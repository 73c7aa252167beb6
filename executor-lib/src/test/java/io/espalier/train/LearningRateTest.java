package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.train.LearningRate.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LearningRateTest {
  private static LearningRate curve(Kind kind, double floor, double warmUp) {
    return new LearningRate(kind, floor, warmUp, List.of(0.5, 0.75), 0.1, 0.25, 0.2);
  }

  private static double[] factors(LearningRate rate, int steps) {
    return LongStream.range(0, steps).mapToDouble(s -> rate.factor(s, steps)).toArray();
  }

  private static void comesTo(LearningRate rate, double... expected) {
    assertThat(factors(rate, expected.length)).containsExactly(expected, within(1e-12));
  }

  @Test
  void eachCurveByHand() {
    comesTo(curve(Kind.CONSTANT, 0, 0), 1, 1, 1);
    comesTo(curve(Kind.LINEAR, 0.2, 0), 1, 0.8, 0.6, 0.4, 0.2);
    // cos of 0, 60, 120 and 180 degrees: 1, 1/2, -1/2, -1
    comesTo(curve(Kind.COSINE, 0, 0), 1, 0.75, 0.25, 0);
    comesTo(curve(Kind.COSINE, 0.1, 0), 1, 0.775, 0.325, 0.1);
    // milestones at steps 4 and 6 of 8
    comesTo(curve(Kind.STEP, 0, 0), 1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01);
    // t = 0, 1/8, 2/8 (the peak), then six steps down to 0.4
    comesTo(curve(Kind.ONE_CYCLE, 0.4, 0), 0.2, 0.6, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4);
  }

  @Test
  void warmUpRisesFromNothingToTheCurvesFirst() {
    // A fifth of ten steps, and the line of eight steps behind it.
    comesTo(curve(Kind.LINEAR, 0.3, 0.2), 0, 0.5, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3);
    // Milestones stay where they are: at steps 4 and 6 of 8.
    comesTo(curve(Kind.STEP, 0, 0.25), 0, 0.5, 1, 1, 0.1, 0.1, 0.01, 0.01);
    // To one-cycle's 0.2, from which its own rise of 2 steps begins.
    comesTo(curve(Kind.ONE_CYCLE, 0.4, 0.1), 0, 0.2, 0.6, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void staysBetweenNothingAndOneAndHoldsItsLast(Kind kind) {
    for (int steps : new int[] {1, 2, 7, 1000}) {
      for (double warmUp : new double[] {0, 0.1, 0.5, 0.99}) {
        LearningRate rate = curve(kind, 0.05, warmUp);
        assertThat(Arrays.stream(factors(rate, steps)).boxed().toList())
            .allMatch(f -> f >= 0 && f <= 1);
        assertThat(rate.factor(10L * steps, steps)).isEqualTo(rate.factor(steps, steps));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"LINEAR", "COSINE", "ONE_CYCLE"})
  void endsAtTheFloorAndTouchesOne(Kind kind) {
    double[] f = factors(curve(kind, 0.05, 0.1), 1001);
    assertThat(f[1000]).isCloseTo(0.05, within(1e-12));
    assertThat(Arrays.stream(f).max().orElseThrow()).isCloseTo(1, within(2e-3));
  }
}
