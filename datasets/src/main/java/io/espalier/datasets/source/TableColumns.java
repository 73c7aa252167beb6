package io.espalier.datasets.source;

import io.espalier.datasets.DataSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * Which columns hold what.
 *
 * @param features one array or vector column, or numbers
 * @param wide whether it is the one array or vector
 * @param corrupt whether the reader kept unreadable rows' text in a column of its own
 */
record TableColumns(String label, List<String> features, boolean wide, boolean corrupt)
    implements Serializable {
  /** Where Spark's JSON reader puts what it cannot read. */
  static final String CORRUPT = "_corrupt_record";

  /**
   * Finds the columns.
   *
   * @throws InputException with all columns that are missing or of no use
   */
  static TableColumns of(DataSpec.Table table, StructType schema) {
    List<String> names = Arrays.asList(schema.fieldNames());
    boolean corrupt = names.contains(CORRUPT) && !table.features().contains(CORRUPT);
    List<String> features = new ArrayList<>(table.features());
    if (features.isEmpty()) {
      names.stream().filter(n -> !n.equals(table.label())).forEach(features::add);
      features.remove(CORRUPT);
    }
    List<Problem> problems = new ArrayList<>();
    known("data.label", table.label(), names, problems);
    features.forEach(f -> known("data.features", f, names, problems));
    if (problems.isEmpty()) {
      label(table.label(), schema.apply(table.label()).dataType(), problems);
      features(features, schema, problems);
    }
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
    boolean wide = features.size() == 1 && isWide(schema.apply(features.get(0)).dataType());
    return new TableColumns(table.label(), List.copyOf(features), wide, corrupt);
  }

  private static void known(String key, String name, List<String> names, List<Problem> problems) {
    if (!names.contains(name)) {
      problems.add(
          new Problem(
              key,
              "names " + name + ", which is no column of the table",
              Cells.nearest(name, names)));
    }
  }

  private static void label(String name, DataType type, List<Problem> problems) {
    if (type instanceof ArrayType || type instanceof MapType || isWide(type)) {
      problems.addAll(
          ClassList.severalLabels("data.label", "the label " + name + " of type " + type.sql())
              .problems());
    } else if (!(type instanceof NumericType
        || type instanceof StringType
        || type instanceof BooleanType)) {
      problems.add(
          new Problem("data.label", "is " + name + " of type " + type.sql(), "numbers or names"));
    }
  }

  private static void features(List<String> names, StructType schema, List<Problem> problems) {
    if (names.isEmpty()) {
      problems.add(new Problem("data.features", "has no columns", "columns besides the label"));
    }
    for (String name : names) {
      DataType type = schema.apply(name).dataType();
      boolean number = type instanceof NumericType || type instanceof BooleanType;
      if (!number && !(isWide(type) && names.size() == 1)) {
        problems.add(
            new Problem(
                "data.features",
                "has the column " + name + " of type " + type.sql(),
                "columns of numbers, or one array or vector of numbers"));
      }
    }
  }

  private static boolean isWide(DataType type) {
    return type.equals(SQLDataTypes.VectorType())
        || type instanceof ArrayType a && a.elementType() instanceof NumericType;
  }
}
