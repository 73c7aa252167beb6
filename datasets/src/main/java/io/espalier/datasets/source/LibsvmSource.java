package io.espalier.datasets.source;

import io.espalier.datasets.DataSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.mllib.util.MLUtils$;
import org.apache.spark.sql.SparkSession;
import scala.Tuple3;

/**
 * LIBSVM text: {@code label index:value index:value…}, indices from 1 and ascending, absent ones 0.
 * Rows become dense. Spark's own parser, a line at a time: its {@code libsvm} reader would end at
 * the first bad one.
 */
final class LibsvmSource implements Source {
  private final int given;

  LibsvmSource(DataSpec.Libsvm libsvm) {
    this.given = libsvm.features();
  }

  @Override
  public List<Problem> check(DataSpec spec, Configuration hadoop) {
    List<Problem> problems = new ArrayList<>();
    if (given < 0) {
      problems.add(new Problem("data.features", "is " + given, "a positive number, or 0"));
    }
    for (Split split : Split.values()) {
      if (has(spec, split, hadoop)) {
        try {
          GivenSplits.files(spec, split, hadoop);
        } catch (InputException e) {
          problems.addAll(e.problems());
        }
      }
    }
    return problems;
  }

  @Override
  public boolean has(DataSpec spec, Split split, Configuration hadoop) {
    return GivenSplits.path(spec, split).isPresent();
  }

  @Override
  public Loaded load(SparkSession spark, DataSpec spec, Split split, List<String> classes) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    int features = given > 0 ? given : largestIndex(spark, spec);
    JavaRDD<Reading> readings =
        spark
            .read()
            .textFile(GivenSplits.path(spec, split).orElseThrow())
            .javaRDD()
            .flatMap(new ReadLine(features));
    TextLines lines =
        new TextLines(
            GivenSplits.files(spec, split, hadoop), false, line -> read(line, features), hadoop);
    return new TableRows(GivenSplits.key(split), readings, features, lines)
        .load(spec, classes, List.of());
  }

  /** Over all given splits: a test row may name a feature that no training row has. */
  private static int largestIndex(SparkSession spark, DataSpec spec) {
    int largest = 0;
    for (Split split : Split.values()) {
      Optional<String> path = GivenSplits.path(spec, split);
      if (path.isPresent()) {
        JavaRDD<String> lines = spark.read().textFile(path.get()).javaRDD();
        int found =
            Unreadable.refused(
                GivenSplits.key(split), () -> lines.map(new LargestIndex()).fold(0, Math::max));
        largest = Math.max(largest, found);
      }
    }
    if (largest == 0) {
      throw new InputException("data.train", "has no features", "rows as in 1 1:0.5 3:2");
    }
    return largest;
  }

  /** A line as a row; none if it is blank or a comment. */
  static Optional<Reading> read(String line, int features) {
    String row = line.strip();
    if (row.isEmpty() || row.startsWith("#")) {
      return Optional.empty();
    }
    String label = row.split("\\s", 2)[0];
    // "1,3" is kept as a label: the class list refuses it as multi-label data.
    if (!label.contains(",") && !Cells.isNumber(label)) {
      return Optional.of(Reading.bad("has the label " + Cells.shown(label) + ", not a number"));
    }
    try {
      Tuple3<Object, int[], double[]> parsed =
          MLUtils$.MODULE$.parseLibSVMRecord("0" + row.substring(label.length()));
      float[] values = new float[features];
      for (int i = 0; i < parsed._2().length; i++) {
        int index = parsed._2()[i];
        if (index >= features) {
          return Optional.of(Reading.bad("has feature " + (index + 1) + " of " + features));
        }
        values[index] = (float) parsed._3()[i];
      }
      return Optional.of(Cells.read(ClassList.canonical(label), values, f -> "feature " + (f + 1)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.of(
          Reading.bad("is " + Cells.shown(row) + ", not label index:value with ascending indices"));
    }
  }

  private record ReadLine(int features) implements FlatMapFunction<String, Reading> {
    @Override
    public Iterator<Reading> call(String line) {
      return read(line, features).stream().iterator();
    }
  }

  private record LargestIndex() implements Function<String, Integer> {
    @Override
    public Integer call(String line) {
      String last = line.substring(line.stripTrailing().lastIndexOf(' ') + 1).strip();
      String index = last.substring(0, Math.max(0, last.indexOf(':')));
      return index.matches("[0-9]{1,9}") ? Integer.parseInt(index) : 0;
    }
  }
}
