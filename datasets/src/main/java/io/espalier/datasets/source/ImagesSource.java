package io.espalier.datasets.source;

import io.espalier.datasets.DataShape;
import io.espalier.datasets.DataSpec;
import io.espalier.datasets.source.ImageFolder.ImageFile;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Folders of PNG and JPEG images, one a split, with one sub-folder a class. */
final class ImagesSource implements PeekableSource {
  /** Files that a task reads at a time. */
  private static final int STRETCH = 64;

  private static final List<String> ORDERS = List.of("rgb", "bgr", "gray");

  private final DataSpec.Images images;

  ImagesSource(DataSpec.Images images) {
    this.images = images;
  }

  @Override
  public List<Problem> check(DataSpec spec, Configuration hadoop) {
    List<Problem> problems = new ArrayList<>();
    if (!ORDERS.contains(images.channels())) {
      problems.add(
          new Problem("data.channels", "is " + images.channels(), String.join(", ", ORDERS)));
    }
    if (images.height() < 1 || images.width() < 1) {
      problems.add(
          new Problem(
              "data.height, data.width",
              "are " + images.height() + " and " + images.width(),
              "positive numbers of pixels"));
    }
    List<String> classes = spec.classes();
    for (Split split : Split.values()) {
      if (has(spec, split, hadoop)) {
        try {
          ImageFolder folder = ImageFolder.of(GivenSplits.path(spec, split).orElseThrow(), hadoop);
          classes = classes.isEmpty() ? folder.classes() : classes;
          for (String name : folder.classes()) {
            if (!classes.contains(name)) {
              problems.add(
                  new Problem(
                      folder.path() + "/" + name,
                      "is no class of the training split",
                      Cells.nearest(name, classes)));
            }
          }
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
  public Optional<DataShape> peek(DataSpec spec, Configuration hadoop) {
    try {
      ImageFolder folder = ImageFolder.of(spec.train(), hadoop);
      int classes = spec.classes().isEmpty() ? folder.classes().size() : spec.classes().size();
      return Optional.of(new DataShape(shape(), classes, folder.files().size()));
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  private Shape shape() {
    return Shape.of(ImageDecoder.of(images).planes(), images.height(), images.width());
  }

  @Override
  public Loaded load(SparkSession spark, DataSpec spec, Split split, List<String> given) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration hadoop = sc.hadoopConfiguration();
    ImageFolder folder = ImageFolder.of(GivenSplits.path(spec, split).orElseThrow(), hadoop);
    List<String> classes = given.isEmpty() ? folder.classes() : given;
    Decode decode =
        new Decode(
            ImageDecoder.of(images),
            List.copyOf(classes),
            sc.broadcast(new SerializableConfiguration(hadoop)));
    List<List<ImageFile>> stretches = new ArrayList<>();
    for (int from = 0; from < folder.files().size(); from += STRETCH) {
      int to = Math.min(from + STRETCH, folder.files().size());
      stretches.add(new ArrayList<>(folder.files().subList(from, to)));
    }
    JavaRDD<List<ImageFile>> input =
        sc.parallelize(
            stretches, Math.max(1, Math.min(stretches.size(), 4 * sc.defaultParallelism())));
    BadRecords bad =
        input.map(new Look(decode)).collect().stream().reduce(BadRecords.NONE, BadRecords::plus);
    if (bad.count() > 0 && !spec.onBadRecord().equals("skip")) {
      throw new InputException(
          List.of(bad.problem(folder.path(), "sound PNG or JPEG images of known classes")));
    }
    return new Loaded(
        input.flatMap(new Read(decode)), shape(), classes, images.channels(), bad.count());
  }

  private record Decode(
      ImageDecoder decoder, List<String> classes, Broadcast<SerializableConfiguration> hadoop)
      implements Serializable {
    Example example(ImageFile file) throws IOException {
      int label = classes.indexOf(file.folder());
      if (label < 0) {
        throw new IOException("is of an unknown class");
      }
      Path path = new Path(file.path());
      try (InputStream in = path.getFileSystem(hadoop.value().value()).open(path)) {
        return new Example(
            new Identity(file.index(), 0), label, new Shard.Pixels(decoder.decode(in)));
      }
    }
  }

  /** Decodes all images once before anything is built from them: only so is a torn one known. */
  private record Look(Decode decode) implements Function<List<ImageFile>, BadRecords> {
    @Override
    public BadRecords call(List<ImageFile> files) {
      BadRecords bad = BadRecords.NONE;
      for (ImageFile file : files) {
        try {
          decode.example(file);
        } catch (IOException e) {
          bad = bad.plus(BadRecords.one(file.name() + " " + e.getMessage()));
        }
      }
      return bad;
    }
  }

  private record Read(Decode decode) implements FlatMapFunction<List<ImageFile>, Example> {
    @Override
    public Iterator<Example> call(List<ImageFile> files) {
      List<Example> examples = new ArrayList<>(files.size());
      for (ImageFile file : files) {
        try {
          examples.add(decode.example(file));
        } catch (IOException e) {
          // Counted by the look before, and left out only where the user asked for it.
          continue;
        }
      }
      return examples.iterator();
    }
  }
}
