package io.espalier.datasets.source;

import io.espalier.datasets.DataShape;
import io.espalier.datasets.DataSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** CIFAR-10's binary version: its usual file names in one folder. */
final class Cifar10Source implements PeekableSource {
  private static final Shape SHAPE = Shape.of(3, 32, 32);
  private static final int CLASSES = 10;

  @Override
  public List<Problem> check(DataSpec spec, Configuration hadoop) {
    List<Problem> problems = new ArrayList<>();
    try {
      Folder folder = Cifar10Files.folder(spec.train(), hadoop);
      Cifar10Files train = Cifar10Files.of(folder, Split.TRAIN);
      if (train.paths().isEmpty()) {
        problems.add(
            new Problem(
                folder.path().toString(), "holds no data_batch_1.bin", "CIFAR-10's binary files"));
      }
      for (Cifar10Files files : List.of(train, Cifar10Files.of(folder, Split.TEST))) {
        for (int f = 0; f < files.paths().size(); f++) {
          if (files.truncated(f) && !skip(spec)) {
            problems.add(
                new Problem(
                    files.paths().get(f),
                    "is truncated within record " + files.records(f),
                    "records of " + Cifar10Files.RECORD + " bytes, or onBadRecord: skip"));
          }
        }
      }
      if (!spec.classes().isEmpty() && spec.classes().size() != CLASSES) {
        problems.add(
            new Problem("data.classes", "has " + spec.classes().size() + " names", "10 names"));
      }
      Cifar10Files.names(folder, hadoop);
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
      case TEST ->
          !Cifar10Files.of(Cifar10Files.folder(spec.train(), hadoop), Split.TEST).paths().isEmpty();
    };
  }

  @Override
  public Optional<DataShape> peek(DataSpec spec, Configuration hadoop) {
    try {
      Cifar10Files train = Cifar10Files.of(Cifar10Files.folder(spec.train(), hadoop), Split.TRAIN);
      long records =
          LongStream.range(0, train.paths().size()).map(f -> train.records((int) f)).sum();
      return Optional.of(new DataShape(SHAPE, CLASSES, Math.toIntExact(records)));
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  @Override
  public Loaded load(SparkSession spark, DataSpec spec, Split split, List<String> names) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration hadoop = sc.hadoopConfiguration();
    Folder folder = Cifar10Files.folder(spec.train(), hadoop);
    Cifar10Files files = Cifar10Files.of(folder, split);
    List<Slice> slices = new ArrayList<>();
    BadRecords partial = BadRecords.NONE;
    for (int f = 0; f < files.paths().size(); f++) {
      slices.addAll(Slice.of(f, files.records(f)));
      if (files.truncated(f)) {
        partial =
            partial.plus(
                BadRecords.one(
                    new Path(files.paths().get(f)).getName()
                        + " ends within record "
                        + files.records(f)));
      }
    }
    Broadcast<SerializableConfiguration> conf = sc.broadcast(new SerializableConfiguration(hadoop));
    JavaRDD<Slice> input = Slice.distribute(sc, slices);
    BadRecords bad =
        input.map(new LabelCheck(files, conf)).collect().stream()
            .reduce(BadRecords.NONE, BadRecords::plus)
            .plus(partial);
    if (bad.count() > 0 && !skip(spec)) {
      throw new InputException(
          List.of(bad.problem(folder.path().toString(), "whole records with labels 0 to 9")));
    }
    List<String> classes = names.isEmpty() ? Cifar10Files.names(folder, hadoop) : names;
    return new Loaded(input.flatMap(new Reader(files, conf)), SHAPE, classes, "rgb", bad.count());
  }

  private static boolean skip(DataSpec spec) {
    return spec.onBadRecord().equals("skip");
  }

  /** Looks at the labels alone, so that bad ones are known before anything is built from them. */
  private record LabelCheck(Cifar10Files files, Broadcast<SerializableConfiguration> hadoop)
      implements Function<Slice, BadRecords> {
    @Override
    public BadRecords call(Slice slice) throws IOException {
      BadRecords bad = BadRecords.NONE;
      String name = new Path(files.paths().get(slice.file())).getName();
      try (FSDataInputStream in = files.open(slice.file(), slice.from(), hadoop.value().value())) {
        byte[] record = new byte[Cifar10Files.RECORD];
        for (int i = 0; i < slice.count(); i++) {
          in.readFully(record);
          int label = record[0] & 0xff;
          if (label >= CLASSES) {
            bad =
                bad.plus(
                    BadRecords.one(
                        name + " record " + (slice.from() + i) + " with label " + label));
          }
        }
      }
      return bad;
    }
  }

  private record Reader(Cifar10Files files, Broadcast<SerializableConfiguration> hadoop)
      implements FlatMapFunction<Slice, Example> {
    @Override
    public Iterator<Example> call(Slice slice) throws IOException {
      List<Example> examples = new ArrayList<>(slice.count());
      try (FSDataInputStream in = files.open(slice.file(), slice.from(), hadoop.value().value())) {
        for (int i = 0; i < slice.count(); i++) {
          int label = in.readUnsignedByte();
          byte[] pixels = new byte[Cifar10Files.PIXELS];
          in.readFully(pixels);
          if (label < CLASSES) {
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
