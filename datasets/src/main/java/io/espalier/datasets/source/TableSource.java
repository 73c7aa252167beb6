package io.espalier.datasets.source;

import io.espalier.datasets.DataSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Anything that Spark SQL reads: Parquet, ORC, JSON, a catalog's table. */
final class TableSource implements Source {
  /** Readers of files, whose paths can be looked for before Spark starts. */
  private static final Set<String> OF_FILES = Set.of("parquet", "orc", "json", "avro");

  private static final String CATALOG = "table";

  private final DataSpec.Table table;

  TableSource(DataSpec.Table table) {
    this.table = table;
  }

  @Override
  public List<Problem> check(DataSpec spec, Configuration hadoop) {
    List<Problem> problems = new ArrayList<>();
    if (table.label().isBlank()) {
      problems.add(new Problem("data.label", "is empty", "the label's column"));
    }
    if (table.features().contains(table.label())) {
      problems.add(
          new Problem("data.features", "holds the label " + table.label(), "other columns"));
    }
    if (!table.shape().isEmpty()) {
      try {
        width();
      } catch (IllegalArgumentException | ArithmeticException e) {
        problems.add(new Problem("data.shape", "is " + table.shape(), "positive extents"));
      }
    }
    if (OF_FILES.contains(table.reader().toLowerCase(Locale.ROOT))) {
      for (Split split : Split.values()) {
        if (has(spec, split, hadoop)) {
          try {
            GivenSplits.files(spec, split, hadoop);
          } catch (InputException e) {
            problems.addAll(e.problems());
          }
        }
      }
    }
    return problems;
  }

  @Override
  public boolean has(DataSpec spec, Split split, Configuration hadoop) {
    return GivenSplits.path(spec, split).isPresent();
  }

  /** Features that the shape asks for; 0 if it asks for none. */
  private int width() {
    return table.shape().isEmpty() ? 0 : new Shape(table.shape()).size();
  }

  @Override
  public Loaded load(SparkSession spark, DataSpec spec, Split split, List<String> classes) {
    String where = GivenSplits.key(split);
    Dataset<Row> all =
        Unreadable.refused(where, () -> read(spark, GivenSplits.path(spec, split).orElseThrow()));
    TableColumns columns = TableColumns.of(table, all.schema());
    List<Column> wanted = new ArrayList<>();
    wanted.add(all.col(quoted(table.label())));
    columns.features().forEach(f -> wanted.add(all.col(quoted(f))));
    if (columns.corrupt()) {
      wanted.add(all.col(TableColumns.CORRUPT));
    }
    wanted.add(functions.input_file_name());
    JavaRDD<Row> rows = all.select(wanted.toArray(Column[]::new)).javaRDD();
    RowReader reader = new RowReader(columns);
    JavaRDD<Reading> readings = rows.map(reader);
    return new TableRows(where, readings, width(), check -> reader.firstBad(rows, check))
        .load(spec, classes, table.shape());
  }

  private Dataset<Row> read(SparkSession spark, String where) {
    return table.reader().equals(CATALOG)
        ? spark.table(where)
        : RowByRow.of(spark).read().format(table.reader()).load(where);
  }

  /** A name with dots is one name. */
  private static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }
}
