package io.espalier.datasets.stage;

import io.espalier.datasets.Dataset;
import io.espalier.datasets.source.Source.Split;
import io.espalier.datasets.source.StagedIndex;
import io.espalier.datasets.source.StagedSource;
import io.espalier.input.InputException;
import io.espalier.shard.Shard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * Copies a data set to a folder as shards: Parquet in {@code train}, {@code validation} and {@code
 * test}, a file a shard and a row an example in the shard's order, and {@code dataset.json}. The
 * format {@code staged} reads it.
 */
public final class Stage {
  private Stage() {}

  /**
   * Writes the folder, wholly or not at all.
   *
   * @param folder any path of Hadoop's; must not exist
   * @throws InputException if it exists
   */
  public static void write(Dataset data, SparkSession spark, String folder) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Path target = new Path(folder);
    Path aside = new Path(target.getParent(), "_" + target.getName() + ".part");
    try {
      FileSystem fs = target.getFileSystem(hadoop);
      if (fs.exists(target)) {
        throw new InputException(folder, "exists already", "a new folder");
      }
      fs.delete(aside, true);
      boolean pixels = holdsPixels(data);
      for (Split split : Split.values()) {
        spark
            .createDataFrame(shards(data, split).flatMap(new ToRows()), StagedSource.SCHEMA)
            .write()
            .parquet(new Path(aside, StagedIndex.folder(split)).toString());
      }
      index(data, pixels).write(aside, hadoop);
      // HDFS answers false, and throws nothing, where the target has come to exist meanwhile.
      if (!fs.rename(aside, target)) {
        fs.delete(aside, true);
        throw new InputException(folder, "cannot be made", "a new folder that can be written");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StagedIndex index(Dataset data, boolean pixels) {
    return new StagedIndex(
        StagedIndex.VERSION,
        pixels ? "pixels" : "floats",
        data.shape().dims(),
        data.classes(),
        data.channelOrder(),
        Arrays.stream(data.trainSizes()).boxed().toList(),
        Arrays.stream(data.validationSizes()).boxed().toList(),
        Arrays.stream(data.testSizes()).boxed().toList(),
        data.normalization(),
        data.fingerprint(),
        data.skipped());
  }

  private static JavaRDD<Shard> shards(Dataset data, Split split) {
    return switch (split) {
      case TRAIN -> data.train();
      case VALIDATION -> data.validation();
      case TEST -> data.test();
    };
  }

  /** A source gives all its examples as bytes or none; an empty shard counts as either. */
  private static boolean holdsPixels(Dataset data) {
    return Arrays.stream(Split.values())
        .allMatch(s -> shards(data, s).map(new IsPixels()).reduce(Boolean::logicalAnd));
  }

  private record IsPixels() implements Function<Shard, Boolean> {
    @Override
    public Boolean call(Shard shard) {
      return shard.features() instanceof Shard.Pixels;
    }
  }

  private record ToRows() implements FlatMapFunction<Shard, Row> {
    @Override
    public Iterator<Row> call(Shard shard) {
      return IntStream.range(0, shard.size()).mapToObj(i -> row(shard, i)).iterator();
    }

    private static Row row(Shard shard, int i) {
      int width = shard.shape().size();
      int from = i * width;
      byte[] pixels = null;
      List<Float> values = null;
      if (shard.features() instanceof Shard.Pixels p) {
        pixels = Arrays.copyOfRange(p.values(), from, from + width);
      } else {
        values = IntStream.range(from, from + width).mapToObj(f -> shard.features().at(f)).toList();
      }
      return RowFactory.create(
          shard.index(),
          i,
          shard.labels()[i],
          pixels,
          values == null ? null : values.toArray(Float[]::new));
    }
  }
}
