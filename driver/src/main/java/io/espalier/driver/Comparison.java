package io.espalier.driver;

import io.espalier.driver.bench.Row;
import java.util.List;

/**
 * One sweep by two trainers, from one baseline.
 *
 * @param sparseSeconds of the sweep, by the sparse engine; {@code dl4jSeconds} by DL4J
 * @param meanDifference of the candidates' accuracies on the test split, a share
 * @param largestDifference likewise
 */
public record Comparison(
    int candidates,
    double sparseSeconds,
    double dl4jSeconds,
    double meanDifference,
    double largestDifference) {
  /** The unit of the row that has no limit. */
  public static final String SECONDS = "s";

  /** Differences of accuracy that are allowed, in points. */
  private static final double MEAN_ALLOWED = 0.3;

  private static final double LARGEST_ALLOWED = 1.0;

  static Comparison of(
      double sparseSeconds, double dl4jSeconds, List<Double> sparse, List<Double> dl4j) {
    double sum = 0;
    double largest = 0;
    for (int i = 0; i < sparse.size(); i++) {
      double difference = Math.abs(sparse.get(i) - dl4j.get(i));
      sum += difference;
      largest = Math.max(largest, difference);
    }
    return new Comparison(sparse.size(), sparseSeconds, dl4jSeconds, sum / sparse.size(), largest);
  }

  /** As a benchmark's rows. */
  public List<Row> rows() {
    String name = candidates + "-candidates/";
    return List.of(
        new Row(
            "sweep",
            name + "dl4j",
            sparseSeconds,
            dl4jSeconds,
            SECONDS,
            dl4jSeconds / sparseSeconds),
        points(name + "mean-accuracy-difference", 100 * meanDifference, MEAN_ALLOWED),
        points(name + "largest-accuracy-difference", 100 * largestDifference, LARGEST_ALLOWED));
  }

  private static Row points(String name, double ours, double allowed) {
    return new Row("sweep", name, ours, allowed, "points, ours / allowed", ours / allowed);
  }
}
