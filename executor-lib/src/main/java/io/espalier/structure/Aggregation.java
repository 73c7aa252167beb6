package io.espalier.structure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a structure's score comes from its weights'. */
public enum Aggregation {
  SUM,
  MEAN,
  MAX,
  /** The root of the sum of squares. */
  L2,
  /**
   * The mean, over the mean of all units of the layer, so that layers compare (Fang, Ma, Song, Mi,
   * Wang, <i>DepGraph: Towards Any Structural Pruning</i>, CVPR 2023, arXiv:2301.12900).
   */
  NORMALIZED;

  /** All names in the configuration. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Aggregation::key).toList();
  }

  /** Its name in the configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The aggregation of one of {@link #names()}. */
  public static Aggregation named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  double of(double[] scores, int[] indices) {
    double result = this == MAX ? Double.NEGATIVE_INFINITY : 0;
    for (int i : indices) {
      double s = scores[i];
      result = this == MAX ? Math.max(result, s) : result + (this == L2 ? s * s : s);
    }
    return switch (this) {
      case MEAN, NORMALIZED -> result / indices.length;
      case L2 -> Math.sqrt(result);
      case SUM, MAX -> result;
    };
  }
}
