package io.espalier.datasets.source;

import io.espalier.datasets.DataShape;
import io.espalier.datasets.DataSpec;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import io.espalier.shard.Seeds;
import io.espalier.shard.Shard;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;

/**
 * Generated digits: the record at position i is a picture of digit i mod 10, drawn from (seed,
 * split, i), so that any executor can draw any record.
 */
record DigitsSource(DataSpec.Digits digits) implements PeekableSource {
  private static final Shape SHAPE = Shape.of(1, DigitPainter.SIDE, DigitPainter.SIDE);
  private static final List<String> CLASSES =
      IntStream.range(0, 10).mapToObj(String::valueOf).toList();

  @Override
  public List<Problem> check(DataSpec spec, Configuration hadoop) {
    List<Problem> problems = new ArrayList<>();
    if (digits.trainExamples() < 1) {
      problems.add(new Problem("data.train", "is " + digits.trainExamples(), "at least 1"));
    }
    if (digits.testExamples() < 0) {
      problems.add(
          new Problem(
              "data.test",
              "is " + digits.testExamples(),
              "a number of examples, or 0 to split them from train"));
    }
    if (!spec.classes().isEmpty() && spec.classes().size() != CLASSES.size()) {
      problems.add(
          new Problem("data.classes", "has " + spec.classes().size() + " names", "10 names"));
    }
    return problems;
  }

  @Override
  public boolean has(DataSpec spec, Split split, Configuration hadoop) {
    return switch (split) {
      case TRAIN -> true;
      case VALIDATION -> false;
      case TEST -> digits.testExamples() > 0;
    };
  }

  @Override
  public Optional<DataShape> peek(DataSpec spec, Configuration hadoop) {
    return Optional.of(new DataShape(SHAPE, CLASSES.size(), digits.trainExamples()));
  }

  @Override
  public Loaded load(SparkSession spark, DataSpec spec, Split split, List<String> classes) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int examples = split == Split.TEST ? digits.testExamples() : digits.trainExamples();
    Draw draw = new Draw(Seeds.mix(digits.seed(), split == Split.TEST ? 1 : 0));
    return new Loaded(
        Slice.distribute(sc, Slice.of(0, examples)).flatMap(draw),
        SHAPE,
        classes.isEmpty() ? CLASSES : classes,
        "gray",
        0);
  }

  private record Draw(long seed) implements FlatMapFunction<Slice, Example> {
    @Override
    public Iterator<Example> call(Slice slice) {
      return IntStream.range(0, slice.count())
          .mapToObj(i -> draw(slice.file(), slice.from() + i))
          .iterator();
    }

    private Example draw(int group, long position) {
      int digit = (int) (position % CLASSES.size());
      return new Example(
          new Identity(group, position),
          digit,
          new Shard.Pixels(DigitPainter.paint(digit, Seeds.mix(seed, position))));
    }
  }
}
