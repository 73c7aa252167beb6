package io.espalier.datasets;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Where the examples are and how they become shards. YAML section {@code data}.
 *
 * @param format how files are read; also decides which of the paths are needed
 * @param train path or glob of the training examples; for folder formats ({@code idx}, {@code
 *     cifar10}) the folder that holds all splits ({@code data.path})
 * @param validation given separately, else split from train
 * @param test given separately, else split from train
 * @param validationShare of train, stratified by class, where no validation is given; in (0, 1)
 * @param testShare of train, where no test is given; in (0, 1)
 * @param shards fixed numbers of shards
 * @param normalize {@code scale}, {@code z-score-feature}, {@code z-score-channel}, {@code given}
 *     or {@code none}
 * @param mean of {@code given}: one value, or one a channel or feature
 * @param std of {@code given}
 * @param classes class names in order; empty: as found (numeric labels by value, names by order)
 * @param onBadRecord {@code fail} or {@code skip}
 */
public record DataSpec(
    Format format,
    String train,
    Optional<String> validation,
    Optional<String> test,
    double validationShare,
    double testShare,
    ShardCounts shards,
    String normalize,
    List<Double> mean,
    List<Double> std,
    List<String> classes,
    String onBadRecord)
    implements Serializable {
  public static final DataSpec DEFAULTS =
      new DataSpec(
          Digits.DEFAULTS,
          "",
          Optional.empty(),
          Optional.empty(),
          0.1,
          0.1,
          ShardCounts.DEFAULTS,
          "scale",
          List.of(),
          List.of(),
          List.of(),
          "fail");

  /** Fixed in the configuration, so that results do not depend on the number of executors. */
  public record ShardCounts(int train, int validation, int test) implements Serializable {
    public static final ShardCounts DEFAULTS = new ShardCounts(4, 2, 2);
  }

  /** How files are read. YAML: {@code data.format} and the keys beside it. */
  public sealed interface Format extends Serializable {}

  /** Generated stroke-drawn digits; no files. {@code train}, {@code test}: numbers of examples. */
  public record Digits(int trainExamples, int testExamples, long seed) implements Format {
    public static final Digits DEFAULTS = new Digits(6000, 1000, 1);
  }

  /** MNIST's four IDX files under their usual names in a folder, gzipped or not. */
  public record Idx() implements Format {}

  /** CIFAR-10's binary files in a folder. */
  public record Cifar10() implements Format {}

  /**
   * Delimited text.
   *
   * @param label column name, or its index from 0
   * @param shape one example's, channels first; empty: as many features as columns
   */
  public record Csv(boolean header, String label, char delimiter, char quote, List<Integer> shape)
      implements Format {
    public static final Csv DEFAULTS = new Csv(true, "label", ',', '"', List.of());
  }

  /** LIBSVM text. {@code features}: 0 finds out. */
  public record Libsvm(int features) implements Format {
    public static final Libsvm DEFAULTS = new Libsvm(0);
  }

  /**
   * Anything that Spark SQL reads.
   *
   * @param reader {@code parquet}, {@code orc}, {@code json}…, or {@code table} for a catalog table
   * @param features columns; one array or vector column, or several numbers; empty: all but label
   */
  public record Table(String reader, String label, List<String> features, List<Integer> shape)
      implements Format {
    public static final Table DEFAULTS = new Table("parquet", "label", List.of(), List.of());
  }

  /**
   * A folder of images with one sub-folder a class.
   *
   * @param channels {@code rgb}, {@code bgr} or {@code gray}
   */
  public record Images(int height, int width, String channels) implements Format {
    public static final Images DEFAULTS = new Images(32, 32, "rgb");
  }

  /** A folder of shards that {@code datasets stage} has written. */
  public record Staged() implements Format {}
}
