package io.espalier.datasets.source;

import com.univocity.parsers.csv.CsvParser;
import io.espalier.datasets.DataShape;
import io.espalier.datasets.DataSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Delimited text, a line a row, read by Spark: quoted cells may hold the delimiter but no line
 * break. A row's identity is its content, so that files may be cut and named anyhow.
 */
final class CsvSource implements PeekableSource {
  private static final String CORRUPT = "corrupt";

  private final DataSpec.Csv csv;

  CsvSource(DataSpec.Csv csv) {
    this.csv = csv;
  }

  @Override
  public List<Problem> check(DataSpec spec, Configuration hadoop) {
    List<Problem> problems = new ArrayList<>();
    List<String> columns = null;
    for (Split split : Split.values()) {
      if (has(spec, split, hadoop)) {
        try {
          for (Path path : GivenSplits.files(spec, split, hadoop).paths()) {
            CsvLayout layout = CsvLayout.of(csv, path, hadoop);
            columns = columns == null ? layout.columns() : columns;
            if (!layout.columns().equals(columns)) {
              problems.add(otherColumns(path, layout.columns(), columns));
            }
          }
        } catch (InputException e) {
          e.problems().stream().filter(p -> !problems.contains(p)).forEach(problems::add);
        }
      }
    }
    if (columns != null) {
      problems.addAll(GivenSplits.shape(csv.shape(), columns.size() - 1));
    }
    return problems;
  }

  private static Problem otherColumns(Path path, List<String> has, List<String> first) {
    if (has.size() != first.size()) {
      return new Problem(
          path.toString(), "has " + has.size() + " columns", first.size() + ", as the first file");
    }
    int c = 0;
    while (has.get(c).equals(first.get(c))) {
      c++;
    }
    return new Problem(
        path.toString(),
        "calls column " + c + " " + has.get(c),
        first.get(c) + ", as the first file does");
  }

  @Override
  public boolean has(DataSpec spec, Split split, Configuration hadoop) {
    return GivenSplits.path(spec, split).isPresent();
  }

  @Override
  public Optional<DataShape> peek(DataSpec spec, Configuration hadoop) {
    if (spec.classes().isEmpty()) {
      return Optional.empty();
    }
    try {
      int features = layout(spec, hadoop).features();
      Shape shape = csv.shape().isEmpty() ? Shape.of(features) : new Shape(csv.shape());
      return Optional.of(new DataShape(shape, spec.classes().size(), -1));
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  private CsvLayout layout(DataSpec spec, Configuration hadoop) {
    return CsvLayout.of(csv, GivenSplits.files(spec, Split.TRAIN, hadoop).paths().get(0), hadoop);
  }

  @Override
  public Loaded load(SparkSession spark, DataSpec spec, Split split, List<String> classes) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    CsvLayout layout = layout(spec, hadoop);
    StructType schema = new StructType();
    for (int c = 0; c < layout.columns().size(); c++) {
      schema = schema.add("c" + c, DataTypes.StringType);
    }
    JavaRDD<Row> rows =
        spark
            .read()
            .schema(schema.add(CORRUPT, DataTypes.StringType))
            .option("mode", "PERMISSIVE")
            .option("columnNameOfCorruptRecord", CORRUPT)
            .option("header", csv.header())
            .option("sep", String.valueOf(csv.delimiter()))
            .option("quote", String.valueOf(csv.quote()))
            .option("maxColumns", 2 * layout.columns().size() + 1000)
            .csv(GivenSplits.path(spec, split).orElseThrow())
            .javaRDD();
    CsvParser cutter = CsvLayout.cutter(csv);
    TextLines lines =
        new TextLines(
            GivenSplits.files(spec, split, hadoop),
            csv.header(),
            line ->
                line.isBlank()
                    ? Optional.empty()
                    : Optional.of(layout.read(cutter.parseLine(line))),
            hadoop);
    return new TableRows(
            GivenSplits.key(split), rows.map(new ReadRow(layout)), layout.features(), lines)
        .load(spec, classes, csv.shape());
  }

  private record ReadRow(CsvLayout layout) implements Function<Row, Reading> {
    @Override
    public Reading call(Row row) {
      int columns = layout.columns().size();
      if (!row.isNullAt(columns)) {
        return Reading.bad("has another number of columns");
      }
      String[] cells = new String[columns];
      for (int c = 0; c < columns; c++) {
        cells[c] = row.getString(c);
      }
      return layout.read(cells);
    }
  }
}
