package io.espalier.driver.sizing;

import io.espalier.datasets.Dataset;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One split's cached shards.
 *
 * @param name {@code train}, {@code validation} or {@code test}
 * @param shards of it
 * @param largest examples of the largest one
 * @param examples of all
 */
public record Split(String name, int shards, int largest, long examples) {
  static Split of(String name, int[] sizes) {
    return new Split(
        name,
        sizes.length,
        IntStream.of(sizes).max().orElse(0),
        IntStream.of(sizes).asLongStream().sum());
  }

  /** A data set's three. */
  public static List<Split> of(Dataset data) {
    return List.of(
        of("train", data.trainSizes()),
        of("validation", data.validationSizes()),
        of("test", data.testSizes()));
  }
}
