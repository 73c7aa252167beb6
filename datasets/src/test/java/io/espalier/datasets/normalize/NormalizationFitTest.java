package io.espalier.datasets.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.input.InputException;
import io.espalier.model.Shape;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NormalizationFitTest {
  private static final Shape SHAPE = Shape.of(2, 1, 2);
  private static JavaSparkContext sc;

  @BeforeAll
  static void start() {
    sc = new JavaSparkContext("local[2]", "test");
  }

  @AfterAll
  static void stop() {
    sc.close();
  }

  /** Two examples, then an empty shard, then one: features of two channels of two values. */
  private static JavaRDD<Shard> train() {
    return sc.parallelize(
        List.of(shard(0, 1, 3, 0.1f, 10, 3, 5, 0.1f, -20), shard(1), shard(2, 8, 4, 0.1f, 40)), 3);
  }

  private static Shard shard(int index, float... values) {
    return new Shard(index, SHAPE, new int[values.length / 4], new Shard.Floats(values));
  }

  private static Normalization fit(String kind, boolean pixels) {
    return new NormalizationFit(kind, List.of(), List.of()).fit(train(), SHAPE, pixels);
  }

  @Test
  void zScoresEachFeature() {
    // Feature 0: 1, 3, 8: mean 4, squares 9 + 1 + 16 = 26. Feature 1: 3, 5, 4: mean 4, squares 2.
    // Feature 2 never varies. Feature 3: 10, -20, 40: mean 10, squares 900 + 900.
    Normalization n = fit("z-score-feature", false);
    assertThat(n.kind()).isEqualTo("z-score");
    assertThat(n.shift()).containsExactly(new double[] {4, 4, 0.1f, 10}, within(1e-14));
    assertThat(n.factor())
        .containsExactly(
            new double[] {1 / Math.sqrt(26 / 3.0), 1 / Math.sqrt(2 / 3.0), 1, 1 / Math.sqrt(600)},
            within(1e-14));
  }

  @Test
  void zScoresEachChannel() {
    // Channel 0: 1, 3, 3, 5, 8, 4: mean 4, squares 9 + 1 + 1 + 1 + 16 + 0 = 28.
    Normalization n = fit("z-score-channel", false);
    assertThat(n.shift()).hasSize(2);
    assertThat(n.shift()[0]).isCloseTo(4, within(1e-14));
    assertThat(n.factor()[0]).isCloseTo(1 / Math.sqrt(28 / 6.0), within(1e-14));
  }

  @Test
  void scalesByTheLargestMagnitudeOr255() {
    assertThat(fit("scale", false).factor()).containsExactly(1 / 40.0);
    assertThat(fit("scale", true).factor()).containsExactly(1 / 255.0);
    assertThat(fit("none", false)).isEqualTo(Normalization.NONE);
  }

  @Test
  void takesGivenValues() {
    Normalization n =
        new NormalizationFit("given", List.of(0.5, 1.0), List.of(2.0, 4.0))
            .fit(train(), SHAPE, false);
    assertThat(n.shift()).containsExactly(0.5, 1);
    assertThat(n.factor()).containsExactly(0.5, 0.25);
    assertThatThrownBy(
            () ->
                new NormalizationFit("given", List.of(1.0, 2.0, 3.0), List.of(1.0, 1.0, 1.0))
                    .fit(train(), SHAPE, false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("expected 1 or 2 or 4 values");
  }

  @Test
  void mergedSumsEqualThoseOfTheWhole() {
    SplittableRandom random = new SplittableRandom(3);
    float[] values = new float[400];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1e4 + random.nextDouble());
    }
    FeatureSums whole = FeatureSums.of(shard(0, values), 4);
    for (int cut : new int[] {0, 4, 120, 396, 400}) {
      FeatureSums merged =
          FeatureSums.of(shard(0, Arrays.copyOf(values, cut)), 4)
              .plus(FeatureSums.of(shard(1, Arrays.copyOfRange(values, cut, 400)), 4));
      assertThat(merged.count()).isEqualTo(100);
      assertThat(merged.mean()).containsExactly(whole.mean(), within(1e-9));
      assertThat(merged.squares()).containsExactly(whole.squares(), within(1e-6));
      assertThat(merged.largest()).isEqualTo(whole.largest());
    }
  }

  @Test
  void aConstantFeatureHasNoVarianceAtAll() {
    float[] values = new float[4 * 1000];
    Arrays.fill(values, 0.1f);
    FeatureSums sums =
        FeatureSums.of(shard(0, values), 1)
            .plus(FeatureSums.of(shard(1, 0.1f, 0.1f, 0.1f, 0.1f), 1));
    assertThat(sums.squares()).containsExactly(0);
  }
}
