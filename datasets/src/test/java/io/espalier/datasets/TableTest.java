package io.espalier.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.datasets.source.Loaded;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start(2);
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static DataSpec.Table parquet(List<String> features) {
    return new DataSpec.Table("parquet", "label", features, List.of());
  }

  private DataSpec write(StructType schema, List<Row> rows, List<String> features) {
    Path path = folder.resolve("t.parquet");
    spark.createDataFrame(rows, schema).write().parquet(path.toString());
    return TableSpecs.of(parquet(features), path);
  }

  @Test
  void readsColumnsOfNumbers() {
    StructType schema =
        new StructType()
            .add("a.b", DataTypes.IntegerType)
            .add("label", DataTypes.StringType)
            .add("yes", DataTypes.BooleanType)
            .add("d", DataTypes.createDecimalType(4, 2));
    DataSpec spec =
        write(
            schema,
            List.of(
                RowFactory.create(3, "x", true, new java.math.BigDecimal("1.50")),
                RowFactory.create(-1, "w", false, new java.math.BigDecimal("0.25"))),
            List.of());
    Loaded loaded = TableSpecs.train(spark, spec);
    assertThat(loaded.classes()).containsExactly("w", "x");
    assertThat(TableSpecs.content(loaded))
        .containsExactly("0: [-1.0, 0.0, 0.25]", "1: [3.0, 1.0, 1.5]");
  }

  @Test
  void readsOneVectorOrArrayColumn() {
    StructType vectors =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("v", SQLDataTypes.VectorType())
            .add("a", DataTypes.createArrayType(DataTypes.FloatType));
    DataSpec spec =
        write(
            vectors,
            List.of(
                RowFactory.create(
                    1.0, Vectors.sparse(3, new int[] {2}, new double[] {4}), new Float[] {1f, 2f}),
                RowFactory.create(0.0, Vectors.dense(1, 2, 3), new Float[] {3f, 4f})),
            List.of("v"));
    Loaded loaded = TableSpecs.train(spark, spec);
    assertThat(loaded.classes()).containsExactly("0", "1");
    assertThat(loaded.shape()).isEqualTo(Shape.of(3));
    assertThat(TableSpecs.content(loaded))
        .containsExactly("0: [1.0, 2.0, 3.0]", "1: [0.0, 0.0, 4.0]");
    DataSpec arrays = TableSpecs.of(parquet(List.of("a")), Path.of(spec.train()));
    assertThat(TableSpecs.content(TableSpecs.train(spark, arrays)))
        .containsExactly("0: [3.0, 4.0]", "1: [1.0, 2.0]");
  }

  @Test
  void badRowsAreShown() {
    StructType schema =
        new StructType()
            .add("label", DataTypes.StringType)
            .add("v", DataTypes.createArrayType(DataTypes.DoubleType));
    DataSpec spec =
        write(
            schema,
            List.of(
                RowFactory.create("a", new Double[] {1d, 2d}),
                RowFactory.create("b", new Double[] {3d, 4d}),
                RowFactory.create("only-in-a-bad-row", new Double[] {1d}),
                RowFactory.create(null, new Double[] {1d, 2d}),
                RowFactory.create("a", null),
                RowFactory.create("a", new Double[] {1d, Double.NaN})),
            List.of());
    assertThatThrownBy(() -> TableSpecs.train(spark, spec))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("data.train has 4 bad records, the first: part-")
        .hasMessageContaining("has 1 features, not 2")
        .hasMessageContaining("row [null,")
        .hasMessageContaining("has no label")
        .hasMessageContaining("has no v")
        .hasMessageContaining("v[1] is NaN");
    Loaded loaded = TableSpecs.train(spark, Specs.skipping(spec));
    assertThat(loaded.skipped()).isEqualTo(4);
    assertThat(loaded.classes()).containsExactly("a", "b");
  }

  @Test
  void unreadableJsonRowsAreBadRows() throws IOException {
    Path f =
        Files.write(
            folder.resolve("a.json"),
            List.of("{\"label\":\"a\",\"x\":1}", "{\"label\":", "{\"label\":\"b\",\"x\":2}"));
    DataSpec spec = TableSpecs.of(new DataSpec.Table("json", "label", List.of(), List.of()), f);
    assertThatThrownBy(() -> TableSpecs.train(spark, spec))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1 bad record: a.json: row")
        .hasMessageContaining("cannot be read: {\"label\":");
    assertThat(TableSpecs.content(TableSpecs.train(spark, Specs.skipping(spec))))
        .containsExactly("0: [1.0]", "1: [2.0]");
  }

  @Test
  void readsACatalogTableAndItsIdentitiesKnowNoPartitions() {
    StructType schema =
        new StructType()
            .add("label", DataTypes.IntegerType)
            .add("x", DataTypes.IntegerType)
            .add("y", DataTypes.FloatType);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      rows.add(RowFactory.create(i % 3, i % 10, 0.5f * (i % 4)));
    }
    spark.createDataFrame(rows, schema).createOrReplaceTempView("flowers");
    spark.createDataFrame(rows, schema).repartition(7).createOrReplaceTempView("flowers_elsewhere");
    DataSpec.Table table = new DataSpec.Table("table", "label", List.of(), List.of(2));
    List<String> here =
        TableSpecs.identities(TableSpecs.train(spark, Specs.of(table, "flowers", "none")));
    List<String> there =
        TableSpecs.identities(
            TableSpecs.train(spark, Specs.of(table, "flowers_elsewhere", "none")));
    assertThat(here).hasSize(300).doesNotHaveDuplicates().isEqualTo(there);
  }

  @Test
  void wrongColumnsAreRefusedAllAtOnce() {
    StructType schema =
        new StructType()
            .add("label", DataTypes.createArrayType(DataTypes.IntegerType))
            .add("name", DataTypes.StringType)
            .add("x", DataTypes.IntegerType);
    DataSpec spec = write(schema, List.of(RowFactory.create(new Integer[] {1}, "n", 1)), List.of());
    assertThatThrownBy(() -> TableSpecs.train(spark, spec))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("multi-label")
        .hasMessageContaining("the column name of type STRING");
    DataSpec unknown = TableSpecs.of(parquet(List.of("xx")), Path.of(spec.train()));
    assertThatThrownBy(() -> TableSpecs.train(spark, unknown))
        .hasMessage(
            "data.features names xx, which is no column of the table, expected x or name or"
                + " label");
  }

  @Test
  void whatSparkCannotReadIsRefusedInOneLine() throws IOException {
    Path text = Files.writeString(folder.resolve("a.parquet"), "this is no parquet file");
    assertThatThrownBy(() -> TableSpecs.train(spark, TableSpecs.of(parquet(List.of()), text)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not a Parquet file")
        .message()
        .hasLineCount(1);
    DataSpec.Table nobody = new DataSpec.Table("nonesuch", "label", List.of(), List.of());
    assertThatThrownBy(() -> TableSpecs.train(spark, TableSpecs.of(nobody, text)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nonesuch");
    DataSpec.Table catalog = new DataSpec.Table("table", "label", List.of(), List.of());
    assertThatThrownBy(() -> TableSpecs.train(spark, Specs.of(catalog, "no_table", "none")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no_table");
    assertThat(
            Datasets.check(
                    TableSpecs.of(parquet(List.of()), folder.resolve("none")), new Configuration())
                .stream()
                .map(Problem::line))
        .singleElement()
        .asString()
        .contains("which matches no file");
  }
}
