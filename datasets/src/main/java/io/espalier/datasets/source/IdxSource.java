package io.espalier.datasets.source;

import io.espalier.datasets.DataShape;
import io.espalier.datasets.DataSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** MNIST's format: pairs of IDX files under their usual names in one folder, gzipped or not. */
final class IdxSource implements PeekableSource {
  @Override
  public List<Problem> check(DataSpec spec, Configuration hadoop) {
    List<Problem> problems = new ArrayList<>();
    boolean skip = spec.onBadRecord().equals("skip");
    try {
      Folder folder = Folder.of(spec.train(), hadoop);
      IdxPair train = IdxPair.of(folder, "train", hadoop);
      int classes = classes(spec.classes(), train, hadoop).size();
      List<IdxPair> pairs = new ArrayList<>(List.of(train));
      if (IdxPair.exists(folder, "t10k")) {
        IdxPair test = IdxPair.of(folder, "t10k", hadoop);
        pairs.add(test);
        if (!shape(test).equals(shape(train))) {
          problems.add(
              new Problem(
                  test.images().path(),
                  "holds images of " + shape(test),
                  "train's " + shape(train)));
        }
      }
      for (IdxPair pair : pairs) {
        BadRecords bad = pair.outOfRange(hadoop, classes);
        if (!skip && bad.count() > 0) {
          problems.add(bad.problem(pair.labels().path(), "labels 0 to " + (classes - 1)));
        }
        pair.damage(hadoop, skip).ifPresent(problems::add);
      }
    } catch (InputException e) {
      problems.addAll(e.problems());
    }
    return problems;
  }

  @Override
  public boolean has(DataSpec spec, Split split, Configuration hadoop) {
    return switch (split) {
      case TRAIN -> true;
      case VALIDATION -> false;
      case TEST -> IdxPair.exists(Folder.of(spec.train(), hadoop), "t10k");
    };
  }

  @Override
  public Optional<DataShape> peek(DataSpec spec, Configuration hadoop) {
    try {
      IdxPair train = IdxPair.of(Folder.of(spec.train(), hadoop), "train", hadoop);
      int classes = classes(spec.classes(), train, hadoop).size();
      return Optional.of(new DataShape(shape(train), classes, train.images().records()));
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  @Override
  public Loaded load(SparkSession spark, DataSpec spec, Split split, List<String> names) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration hadoop = sc.hadoopConfiguration();
    Folder folder = Folder.of(spec.train(), hadoop);
    IdxPair pair = IdxPair.of(folder, split == Split.TEST ? "t10k" : "train", hadoop);
    List<String> classes = classes(names, pair, hadoop);
    int records = pair.images().records();
    long skipped = 0;
    if (spec.onBadRecord().equals("skip")) {
      records = pair.present(hadoop);
      skipped = pair.images().records() - records + pair.outOfRange(hadoop, classes.size()).count();
    }
    // A gzip file can only be read from its beginning: one task, or each would unpack it again.
    List<Slice> slices =
        pair.images().gzip() ? List.of(new Slice(0, 0, records)) : Slice.of(0, records);
    Reader reader =
        new Reader(pair, classes.size(), sc.broadcast(new SerializableConfiguration(hadoop)));
    return new Loaded(
        Slice.distribute(sc, slices).flatMap(reader), shape(pair), classes, "gray", skipped);
  }

  private static Shape shape(IdxPair pair) {
    List<Integer> dims = pair.images().dims();
    return Shape.of(1, dims.get(1), dims.get(2));
  }

  /** As given, else the numbers up to the largest label found. */
  private static List<String> classes(List<String> given, IdxPair train, Configuration hadoop) {
    if (!given.isEmpty()) {
      return given;
    }
    int largest = Arrays.stream(train.readLabels(hadoop)).max().orElse(-1);
    return IntStream.rangeClosed(0, largest).mapToObj(String::valueOf).toList();
  }

  private record Reader(IdxPair pair, int classes, Broadcast<SerializableConfiguration> hadoop)
      implements FlatMapFunction<Slice, Example> {
    @Override
    public Iterator<Example> call(Slice slice) throws IOException {
      Configuration conf = hadoop.value().value();
      byte[] labels = new byte[slice.count()];
      try (InputStream in = pair.labels().open(conf, slice.from())) {
        new DataInputStream(in).readFully(labels);
      }
      List<Example> examples = new ArrayList<>(slice.count());
      try (DataInputStream in = new DataInputStream(pair.images().open(conf, slice.from()))) {
        for (int i = 0; i < slice.count(); i++) {
          byte[] pixels = new byte[pair.images().recordBytes()];
          in.readFully(pixels);
          int label = labels[i] & 0xff;
          if (label < classes) {
            examples.add(
                new Example(
                    new Identity(slice.file(), slice.from() + i), label, new Shard.Pixels(pixels)));
          }
        }
      }
      return examples.iterator();
    }
  }
}
