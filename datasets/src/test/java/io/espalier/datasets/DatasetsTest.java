package io.espalier.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DatasetsTest {
  private static final Configuration HADOOP = new Configuration();
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start(2);
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @Test
  void digitsAreShardedSplitAndScaled() {
    try (Dataset data = Datasets.load(spark, Specs.digits(2000, 300), 1)) {
      assertThat(data.shape()).isEqualTo(Shape.of(1, 28, 28));
      assertThat(data.trainSizes()).hasSize(4);
      assertThat(Arrays.stream(data.trainSizes()).sum()).isEqualTo(1800);
      assertThat(Arrays.stream(data.validationSizes()).sum()).isEqualTo(200);
      assertThat(Arrays.stream(data.testSizes()).sum()).isEqualTo(300);
      assertThat(data.train().getNumPartitions()).isEqualTo(4);
      assertThat(data.normalization().shift()).containsExactly(0);
      assertThat(data.normalization().factor()).containsExactly(1 / 255.0);
      int[] classes = new int[10];
      for (Shard s : data.validation().collect()) {
        Arrays.stream(s.labels()).forEach(label -> classes[label]++);
      }
      assertThat(classes).containsOnly(20);
    }
  }

  @Test
  void keepsOnlyTheShardsCachedAndGivesThemBack() {
    spark.sparkContext().setJobDescription("mine");
    try (Dataset data = Datasets.load(spark, Specs.digits(500, 0), 1)) {
      assertThat(spark.sparkContext().getPersistentRDDs().size()).isEqualTo(3);
      assertThat(data.train().getStorageLevel().useDisk()).isTrue();
      assertThat(data.train().getStorageLevel().useMemory()).isTrue();
    }
    assertThat(spark.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
    assertThat(spark.sparkContext().getLocalProperty("spark.job.description")).isEqualTo("mine");
    spark.sparkContext().setJobDescription(null);
  }

  @Test
  void namesAllMistakesAtOnce() {
    DataSpec bad =
        new DataSpec(
            new DataSpec.Digits(0, -1, 1),
            "",
            Optional.empty(),
            Optional.empty(),
            0.1,
            0.1,
            new DataSpec.ShardCounts(0, 2, -1),
            "zscore",
            List.of(),
            List.of(),
            List.of("a", "a"),
            "ignore");
    assertThat(Datasets.check(bad, HADOOP))
        .extracting(Problem::where)
        .containsExactlyInAnyOrder(
            "data.shards.train",
            "data.shards.test",
            "data.normalize",
            "data.onBadRecord",
            "data.classes",
            "data.classes",
            "data.train",
            "data.test");
    assertThatThrownBy(() -> Datasets.load(spark, bad, 1))
        .isInstanceOfSatisfying(InputException.class, e -> assertThat(e.problems()).hasSize(8));
  }

  @Test
  void refusesSharesOutsideTheirRange() {
    DataSpec digits = Specs.digits(100, 0);
    assertThat(Datasets.check(Specs.shares(digits, 0.5, 0.5), HADOOP))
        .extracting(Problem::line)
        .containsExactly(
            "data.validationShare, data.testShare come to 1.0 of train, expected together less than"
                + " 1");
    for (double share : new double[] {0, 1, -0.1, Double.NaN}) {
      assertThat(Datasets.check(Specs.shares(digits, 0.1, share), HADOOP))
          .extracting(Problem::where)
          .contains("data.testShare");
    }
    assertThat(Datasets.check(Specs.shares(Specs.digits(100, 50), 0.5, 9), HADOOP)).isEmpty();
  }

  @Test
  void refusesNormalisationThatDoesNotFitTheShape() {
    DataSpec digits = Specs.digits(100, 0);
    assertThat(Datasets.check(Specs.given(digits, List.of(1.0, 2.0), List.of(1.0, 2.0)), HADOOP))
        .extracting(Problem::line)
        .containsExactly(
            "data.mean has 2 values for examples of 1x28x28, expected 1 or 784 values");
    assertThat(Datasets.check(Specs.given(digits, List.of(1.0), List.of(0.0)), HADOOP))
        .extracting(Problem::where)
        .containsExactly("data.std");
    assertThat(Datasets.check(Specs.given(digits, List.of(1.0), List.of(2.0)), HADOOP)).isEmpty();
  }

  @Test
  void refusesASplitWithoutExamples() {
    assertThatThrownBy(() -> Datasets.load(spark, Specs.digits(10, 10), 1))
        .isInstanceOf(InputException.class)
        .hasMessage("data.validation has no examples, expected at least one");
    assertThat(spark.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
  }

  @Test
  void readsTheRealMnist() {
    Path mnist = shared().resolve("datasets/mnist");
    Assumptions.assumeTrue(Files.isDirectory(mnist), "MNIST is not here");
    DataSpec spec = Specs.of(new DataSpec.Idx(), mnist.toString(), "z-score-channel");
    assertThat(Datasets.peek(spec, HADOOP)).contains(new DataShape(Shape.of(1, 28, 28), 10, 60000));
    try (Dataset data = Datasets.load(spark, spec, 1)) {
      assertThat(Arrays.stream(data.testSizes()).sum()).isEqualTo(10_000);
      assertThat(Arrays.stream(data.trainSizes()).sum()).isCloseTo(54_000, within(5));
      // Mean 0.1307 and deviation 0.3081 of all 60,000 are widely published.
      assertThat(data.normalization().shift()[0] / 255).isCloseTo(0.1307, within(5e-4));
      assertThat(1 / data.normalization().factor()[0] / 255).isCloseTo(0.3081, within(5e-4));
    }
  }

  private static Path shared() {
    String given = System.getProperty("espalier.shared");
    return given != null ? Path.of(given) : Path.of("..", "..", "shared");
  }
}
