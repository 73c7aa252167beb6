package io.espalier.datasets;

import io.espalier.datasets.normalize.NormalizationFit;
import io.espalier.datasets.source.PeekableSource;
import io.espalier.datasets.source.Source;
import io.espalier.datasets.source.Sources;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Entry to the data: check and peek before Spark starts, then load. */
public final class Datasets {
  private Datasets() {}

  /**
   * Everything that can be known to be wrong before Spark starts: missing or truncated files,
   * counts that differ, shares, shard counts, normalisation that does not fit.
   *
   * @return all problems; empty if none is known
   */
  public static List<Problem> check(DataSpec spec, Configuration hadoop) {
    List<Problem> problems = new ArrayList<>();
    shards(problems, "train", spec.shards().train());
    shards(problems, "validation", spec.shards().validation());
    shards(problems, "test", spec.shards().test());
    if (!List.of("fail", "skip").contains(spec.onBadRecord())) {
      problems.add(new Problem("data.onBadRecord", "is " + spec.onBadRecord(), "fail or skip"));
    }
    if (new HashSet<>(spec.classes()).size() < spec.classes().size()) {
      problems.add(
          new Problem("data.classes", "names a class twice: " + spec.classes(), "different names"));
    }
    NormalizationFit normalization = NormalizationFit.of(spec);
    List<Problem> normalizing = normalization.check();
    problems.addAll(normalizing);
    try {
      Source source = Sources.of(spec.format());
      List<Problem> inSource = source.check(spec, hadoop);
      problems.addAll(inSource);
      if (inSource.isEmpty()) {
        shares(problems, source, spec, hadoop);
        if (normalizing.isEmpty()) {
          peek(spec, hadoop).ifPresent(s -> problems.addAll(normalization.check(s.shape())));
        }
      }
    } catch (InputException e) {
      problems.addAll(e.problems());
    }
    return List.copyOf(problems);
  }

  /** Shape, classes and count, where the format tells them without Spark and is not broken. */
  public static Optional<DataShape> peek(DataSpec spec, Configuration hadoop) {
    return Sources.of(spec.format()) instanceof PeekableSource source
        ? source.peek(spec, hadoop)
        : Optional.empty();
  }

  /**
   * Reads, splits, shards, caches and fits.
   *
   * @param seed decides split, shard and order of the records
   * @return the caller closes it
   * @throws InputException with everything that {@link #check} finds, for bad records, and for a
   *     split without examples
   */
  public static Dataset load(SparkSession spark, DataSpec spec, long seed) {
    List<Problem> problems = check(spec, spark.sparkContext().hadoopConfiguration());
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
    return new Ingest(spark, spec, seed, Sources.of(spec.format())).run();
  }

  private static void shards(List<Problem> problems, String split, int count) {
    if (count < 1) {
      problems.add(new Problem("data.shards." + split, "is " + count, "at least 1"));
    }
  }

  private static void shares(
      List<Problem> problems, Source source, DataSpec spec, Configuration hadoop) {
    double sum = 0;
    if (!source.has(spec, Source.Split.VALIDATION, hadoop)) {
      share(problems, "data.validationShare", spec.validationShare());
      sum += spec.validationShare();
    }
    if (!source.has(spec, Source.Split.TEST, hadoop)) {
      share(problems, "data.testShare", spec.testShare());
      sum += spec.testShare();
    }
    if (sum >= 1) {
      problems.add(
          new Problem(
              "data.validationShare, data.testShare",
              "come to " + sum + " of train",
              "together less than 1"));
    }
  }

  private static void share(List<Problem> problems, String key, double share) {
    if (!(share > 0 && share < 1)) {
      problems.add(new Problem(key, "is " + share, "a share in (0, 1), the limits not allowed"));
    }
  }
}
