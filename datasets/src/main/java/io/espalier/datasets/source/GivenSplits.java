package io.espalier.datasets.source;

import io.espalier.datasets.DataSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Formats whose splits are given by a path each. */
final class GivenSplits {
  private GivenSplits() {}

  static Optional<String> path(DataSpec spec, Source.Split split) {
    return switch (split) {
      case TRAIN -> Optional.of(spec.train());
      case VALIDATION -> spec.validation();
      case TEST -> spec.test();
    };
  }

  /** The configuration's key of the split's path. */
  static String key(Source.Split split) {
    return "data." + split.name().toLowerCase(Locale.ROOT);
  }

  /**
   * A given split's files.
   *
   * @throws InputException if there are none
   */
  static InputFiles files(DataSpec spec, Source.Split split, Configuration hadoop) {
    return InputFiles.of(key(split), path(spec, split).orElseThrow(), hadoop);
  }

  /** Whether {@code data.shape}, if it is set, holds so many features. */
  static List<Problem> shape(List<Integer> shape, int features) {
    if (shape.isEmpty()) {
      return List.of();
    }
    String expected = "positive extents that multiply to the " + features + " features";
    try {
      int size = new Shape(shape).size();
      return size == features
          ? List.of()
          : List.of(new Problem("data.shape", "is " + shape + ", " + size + " values", expected));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return List.of(new Problem("data.shape", "is " + shape, expected));
    }
  }
}
