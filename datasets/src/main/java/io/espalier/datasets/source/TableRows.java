package io.espalier.datasets.source;

import io.espalier.datasets.DataSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Makes the rows of a table without order into examples: finds width and classes, refuses bad rows,
 * and numbers equal rows.
 *
 * @param where the split's key, for messages
 * @param readings every row, understood without a class list
 * @param width features that a row must have; 0: as most rows have
 * @param positions of the first five bad rows; asked only where bad rows are refused
 */
record TableRows(String where, JavaRDD<Reading> readings, int width, Positions positions) {
  /** Finds bad rows again, to say where they are. */
  interface Positions {
    /** The first bad rows as a user finds them; a row is bad if {@code check} says so. */
    List<String> first(RowCheck check);
  }

  /**
   * Reads the rows as examples of a class list.
   *
   * @param given class names; empty: those found
   * @param shape one example's; empty: as many features as there are
   * @throws InputException for bad rows, regression and multi-label data
   */
  Loaded load(DataSpec spec, List<String> given, List<Integer> shape) {
    JavaRDD<Reading> checked = readings;
    if (!given.isEmpty()) {
      checked = readings.map(new Check(new RowCheck(0, new ClassList(given))));
    }
    RowSurvey survey = RowSurvey.of(where, checked);
    int features = width > 0 ? width : survey.commonWidth();
    List<Problem> problems = new ArrayList<>();
    ClassList classes = new ClassList(given);
    try {
      classes = given.isEmpty() ? ClassList.of(where, survey.labels(features)) : classes;
    } catch (InputException e) {
      problems.addAll(e.problems());
    }
    long bad = survey.bad(features);
    if (bad > 0 && !spec.onBadRecord().equals("skip")) {
      RowCheck check = new RowCheck(features, given.isEmpty() ? null : classes);
      problems.add(
          new BadRecords(bad, positions.first(check))
              .problem(where, "a label and " + features + " finite numbers in each row"));
    }
    if (problems.isEmpty() && features == 0) {
      problems.add(new Problem(where, "has no usable rows", "at least one"));
    }
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
    Broadcast<ClassList> sent =
        JavaSparkContext.fromSparkContext(readings.context()).broadcast(classes);
    return new Loaded(
        readings
            .mapPartitionsToPair(new Keys(features, sent))
            .repartitionAndSortWithinPartitions(
                new HashPartitioner(Math.max(1, readings.getNumPartitions())))
            .mapPartitions(new Number()),
        shape.isEmpty() ? Shape.of(features) : new Shape(shape),
        classes.names(),
        channelOrder(shape),
        bad);
  }

  /** A table says nothing of colours: one channel is gray, three are taken to be red first. */
  private static String channelOrder(List<Integer> shape) {
    if (shape.size() != 3) {
      return "";
    }
    return switch (shape.get(0)) {
      case 1 -> "gray";
      case 3 -> "rgb";
      default -> "";
    };
  }

  /**
   * What a row must be.
   *
   * @param width 0: any
   * @param classes null: any
   */
  record RowCheck(int width, ClassList classes) implements Serializable {
    Reading check(Reading r) {
      if (r.isGood() && width > 0 && r.width() != width) {
        return Reading.bad("has " + r.width() + " features, not " + width);
      }
      if (r.isGood() && classes != null && classes.index(r.label()) < 0) {
        return Reading.bad("has the unknown label " + r.label());
      }
      return r;
    }
  }

  private record Check(RowCheck check) implements Function<Reading, Reading> {
    @Override
    public Reading call(Reading r) {
      return check.check(r);
    }
  }

  private record Keys(int width, Broadcast<ClassList> classes)
      implements PairFlatMapFunction<Iterator<Reading>, RowKey, Boolean> {
    @Override
    public Iterator<Tuple2<RowKey, Boolean>> call(Iterator<Reading> readings) {
      ClassList list = classes.value();
      Iterable<Reading> rows = () -> readings;
      return StreamSupport.stream(rows.spliterator(), false)
          .filter(r -> r.isGood() && r.width() == width && list.index(r.label()) >= 0)
          .map(r -> new Tuple2<>(RowKey.of(r, list.index(r.label())), true))
          .iterator();
    }
  }

  /** Rows of one hash lie together and sorted: each gets the number of those before it. */
  private record Number() implements FlatMapFunction<Iterator<Tuple2<RowKey, Boolean>>, Example> {
    @Override
    public Iterator<Example> call(Iterator<Tuple2<RowKey, Boolean>> rows) {
      return new Iterator<>() {
        private long hash;
        private long before = -1;

        @Override
        public boolean hasNext() {
          return rows.hasNext();
        }

        @Override
        public Example next() {
          RowKey row = rows.next()._1();
          before = before >= 0 && row.hash() == hash ? before + 1 : 0;
          hash = row.hash();
          return new Example(
              new Identity(hash, before), row.label(), new Shard.Floats(row.features()));
        }
      };
    }
  }
}
