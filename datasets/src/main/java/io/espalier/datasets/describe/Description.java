package io.espalier.datasets.describe;

import io.espalier.datasets.Dataset;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;

/**
 * A data set in numbers.
 *
 * @param shape one example's
 * @param classes names in label order
 * @param channelOrder {@code rgb}, {@code bgr}, {@code gray} or empty
 * @param splits train, validation and test
 * @param skipped bad records that were left out
 */
public record Description(
    Shape shape,
    List<String> classes,
    String channelOrder,
    List<SplitDescription> splits,
    long skipped) {

  /**
   * One split in numbers; values are raw, not normalised.
   *
   * @param name {@code train}, {@code validation} or {@code test}
   * @param examples how many
   * @param perClass examples of each class, in label order
   * @param min NaN, like the others, where there are no values
   * @param mean of all feature values, added per shard in shard order
   */
  public record SplitDescription(
      String name, long examples, List<Long> perClass, double min, double max, double mean) {
    /** A class's share of the split, in [0, 1]. */
    public double share(int label) {
      return (double) perClass.get(label) / examples;
    }
  }

  /** Looks at each shard once. */
  public static Description of(Dataset data) {
    return new Description(
        data.shape(),
        data.classes(),
        data.channelOrder(),
        List.of(
            split("train", data.train(), data),
            split("validation", data.validation(), data),
            split("test", data.test(), data)),
        data.skipped());
  }

  private static SplitDescription split(String name, JavaRDD<Shard> shards, Dataset data) {
    ShardNumbers all =
        shards.map(new Count(data.classes().size())).collect().stream()
            .reduce(ShardNumbers::plus)
            .orElseThrow();
    return all.described(name);
  }

  private record Count(int classes) implements Function<Shard, ShardNumbers> {
    @Override
    public ShardNumbers call(Shard shard) {
      return ShardNumbers.of(shard, classes);
    }
  }

  /** Sums that can be added. */
  private record ShardNumbers(long[] perClass, long values, double min, double max, double sum)
      implements Serializable {
    static ShardNumbers of(Shard shard, int classes) {
      long[] perClass = new long[classes];
      for (int label : shard.labels()) {
        perClass[label]++;
      }
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      double sum = 0;
      for (int i = 0; i < shard.features().length(); i++) {
        double v = shard.features().at(i);
        min = Math.min(min, v);
        max = Math.max(max, v);
        sum += v;
      }
      return new ShardNumbers(perClass, shard.features().length(), min, max, sum);
    }

    ShardNumbers plus(ShardNumbers o) {
      long[] both = perClass.clone();
      for (int c = 0; c < both.length; c++) {
        both[c] += o.perClass[c];
      }
      return new ShardNumbers(
          both, values + o.values, Math.min(min, o.min), Math.max(max, o.max), sum + o.sum);
    }

    SplitDescription described(String name) {
      List<Long> counts = Arrays.stream(perClass).boxed().toList();
      long examples = counts.stream().mapToLong(n -> n).sum();
      return values == 0
          ? new SplitDescription(name, examples, counts, Double.NaN, Double.NaN, Double.NaN)
          : new SplitDescription(name, examples, counts, min, max, sum / values);
    }
  }
}
