package io.espalier.datasets.source;

import io.espalier.datasets.DataShape;
import io.espalier.datasets.DataSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Shards that were staged. A record's identity is its shard and its position there. */
public final class StagedSource implements PeekableSource {
  /** Columns of the Parquet files; {@code pixels} or {@code values} is null throughout. */
  public static final StructType SCHEMA =
      new StructType()
          .add("shard", DataTypes.IntegerType, false)
          .add("position", DataTypes.IntegerType, false)
          .add("label", DataTypes.IntegerType, false)
          .add("pixels", DataTypes.BinaryType, true)
          .add("values", DataTypes.createArrayType(DataTypes.FloatType, false), true);

  @Override
  public List<Problem> check(DataSpec spec, Configuration hadoop) {
    try {
      index(spec, hadoop);
      return List.of();
    } catch (InputException e) {
      return e.problems();
    }
  }

  @Override
  public boolean has(DataSpec spec, Split split, Configuration hadoop) {
    return !index(spec, hadoop).sizes(split).isEmpty();
  }

  @Override
  public Optional<DataShape> peek(DataSpec spec, Configuration hadoop) {
    try {
      StagedIndex index = index(spec, hadoop);
      return Optional.of(
          new DataShape(
              new Shape(index.shape()),
              index.classes().size(),
              index.train().stream().mapToInt(n -> n).sum()));
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  @Override
  public Loaded load(SparkSession spark, DataSpec spec, Split split, List<String> classes) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    StagedIndex index = index(spec, hadoop);
    Path folder = new Path(Folder.of(spec.train(), hadoop).path(), StagedIndex.folder(split));
    JavaRDD<Row> rows =
        Unreadable.refused(
                folder.toString(),
                () -> RowByRow.of(spark).read().schema(SCHEMA).parquet(folder.toString()))
            .javaRDD();
    Map<Integer, Long> found =
        Unreadable.refused(folder.toString(), () -> rows.map(new ShardOf()).countByValue());
    List<Integer> sizes = index.sizes(split);
    for (int s = 0; s < sizes.size(); s++) {
      long n = found.getOrDefault(s, 0L);
      if (n != sizes.get(s)) {
        throw new InputException(
            folder.toString(),
            "holds " + n + " examples of shard " + s,
            sizes.get(s) + ", as " + StagedIndex.FILE + " says");
      }
    }
    boolean pixels = index.values().equals("pixels");
    Shape shape = new Shape(index.shape());
    return new Loaded(
        rows.map(new ToExample(pixels, shape.size(), folder.toString())),
        shape,
        classes.isEmpty() ? index.classes() : classes,
        index.channelOrder(),
        0);
  }

  private static StagedIndex index(DataSpec spec, Configuration hadoop) {
    return StagedIndex.read(Folder.of(spec.train(), hadoop).path(), hadoop);
  }

  private record ShardOf() implements Function<Row, Integer> {
    @Override
    public Integer call(Row row) {
      return row.getInt(0);
    }
  }

  private record ToExample(boolean pixels, int width, String where)
      implements Function<Row, Example> {
    @Override
    public Example call(Row row) {
      Shard.Features features = pixels ? new Shard.Pixels(row.getAs(3)) : floats(row.getList(4));
      if (features.length() != width) {
        throw new InputException(
            where, "holds an example of " + features.length() + " values", "" + width);
      }
      return new Example(new Identity(row.getInt(0), row.getInt(1)), row.getInt(2), features);
    }

    private static Shard.Floats floats(List<Float> values) {
      float[] floats = new float[values.size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = values.get(i);
      }
      return new Shard.Floats(floats);
    }
  }
}
