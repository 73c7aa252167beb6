package io.espalier.datasets.normalize;

import io.espalier.datasets.DataSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;

/**
 * Finds the normalisation that a specification asks for.
 *
 * @param kind {@code scale}, {@code z-score-feature}, {@code z-score-channel}, {@code given} or
 *     {@code none}
 * @param mean of {@code given}: one value, or one a channel or feature
 * @param std of {@code given}
 */
public record NormalizationFit(String kind, List<Double> mean, List<Double> std) {
  private static final List<String> KINDS =
      List.of("scale", "z-score-feature", "z-score-channel", "given", "none");

  /** As the specification has it. */
  public static NormalizationFit of(DataSpec spec) {
    return new NormalizationFit(spec.normalize(), spec.mean(), spec.std());
  }

  /** Mistakes that can be seen without the data. */
  public List<Problem> check() {
    List<Problem> problems = new ArrayList<>();
    if (!KINDS.contains(kind)) {
      problems.add(
          new Problem("data.normalize", "is " + kind, "one of " + String.join(", ", KINDS)));
    }
    if (kind.equals("given")) {
      if (mean.isEmpty() || std.size() != mean.size()) {
        problems.add(
            new Problem(
                "data.mean, data.std",
                "have " + mean.size() + " and " + std.size() + " values",
                "as many of both: one, or one a channel or feature"));
      }
      if (!mean.stream().allMatch(Double::isFinite)) {
        problems.add(new Problem("data.mean", "is " + mean, "finite numbers"));
      }
      if (!std.stream().allMatch(s -> s > 0 && Double.isFinite(s))) {
        problems.add(new Problem("data.std", "is " + std, "finite numbers above 0"));
      }
    } else if (!mean.isEmpty() || !std.isEmpty()) {
      problems.add(
          new Problem(
              "data.mean, data.std",
              "are set while data.normalize is " + kind,
              "data.normalize: given, or neither of the two"));
    }
    return problems;
  }

  /** Mistakes that can be seen once an example's shape is known. */
  public List<Problem> check(Shape shape) {
    List<Problem> problems = new ArrayList<>();
    if (kind.equals("z-score-channel") && shape.rank() == 1) {
      problems.add(
          new Problem(
              "data.normalize",
              "is z-score-channel for " + shape + " features without channels",
              "z-score-feature, or a data shape with channels"));
    }
    List<Integer> lengths = List.of(1, shape.dim(0), shape.size());
    if (kind.equals("given") && !lengths.contains(mean.size())) {
      problems.add(
          new Problem(
              "data.mean",
              "has " + mean.size() + " values for examples of " + shape,
              lengths.stream().distinct().map(String::valueOf).collect(Collectors.joining(" or "))
                  + " values"));
    }
    return problems;
  }

  /**
   * Fits on the training shards, in one pass where one is needed.
   *
   * @param pixels whether all shards hold bytes
   * @throws InputException where mean and std don't fit the shape
   */
  public Normalization fit(JavaRDD<Shard> train, Shape shape, boolean pixels) {
    List<Problem> problems = check(shape);
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
    return switch (kind) {
      case "given" -> {
        double[] shift = mean.stream().mapToDouble(Double::doubleValue).toArray();
        yield new Normalization("given", shift, inverse(std.stream().mapToDouble(s -> s)));
      }
      case "scale" -> {
        double largest = pixels ? 255 : sums(train, 1).largest();
        yield new Normalization("scale", new double[] {0}, inverse(DoubleStream.of(largest)));
      }
      case "z-score-feature" -> zScore(sums(train, shape.size()));
      case "z-score-channel" -> zScore(sums(train, shape.dim(0)));
      default -> Normalization.NONE;
    };
  }

  private static Normalization zScore(FeatureSums sums) {
    return new Normalization(
        "z-score",
        sums.mean(),
        inverse(Arrays.stream(sums.squares()).map(s -> Math.sqrt(s / sums.count()))));
  }

  /** A feature that never varies is shifted only. */
  private static double[] inverse(DoubleStream std) {
    return std.map(s -> s == 0 ? 1 : 1 / s).toArray();
  }

  /** Collected in the order of partitions, which is the shards', and added in it. */
  private static FeatureSums sums(JavaRDD<Shard> train, int groups) {
    return train.map(new Sum(groups)).collect().stream().reduce(FeatureSums::plus).orElseThrow();
  }

  private record Sum(int groups) implements Function<Shard, FeatureSums> {
    @Override
    public FeatureSums call(Shard shard) {
      return FeatureSums.of(shard, groups);
    }
  }
}
