package io.espalier.datasets.source;

import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** Understands rows of label, features, perhaps an unreadable row's text, and the file's name. */
record RowReader(TableColumns columns) implements Function<Row, Reading> {
  private static final int WANTED = 5;

  @Override
  public Reading call(Row row) {
    if (columns.corrupt() && !row.isNullAt(row.size() - 2)) {
      return Reading.bad("cannot be read: " + Cells.shown(row.getString(row.size() - 2)));
    }
    String label = row.isNullAt(0) ? null : String.valueOf(row.get(0));
    if (ClassList.missing(label)) {
      return Reading.bad("has no label");
    }
    if (row.isNullAt(1) && columns.wide()) {
      return Reading.bad("has no " + columns.features().get(0));
    }
    float[] features;
    if (!columns.wide()) {
      features = new float[columns.features().size()];
      for (int f = 0; f < features.length; f++) {
        features[f] = number(row.get(f + 1));
      }
    } else if (row.get(1) instanceof Vector vector) {
      double[] values = vector.toArray();
      features = new float[values.length];
      for (int f = 0; f < features.length; f++) {
        features[f] = (float) values[f];
      }
    } else {
      List<?> values = row.getList(1);
      features = new float[values.size()];
      for (int f = 0; f < features.length; f++) {
        features[f] = number(values.get(f));
      }
    }
    return Cells.read(
        ClassList.canonical(label),
        features,
        f ->
            columns.wide() ? columns.features().get(0) + "[" + f + "]" : columns.features().get(f));
  }

  /** NaN for a missing one. */
  private static float number(Object value) {
    if (value instanceof Number n) {
      return n.floatValue();
    }
    return value instanceof Boolean b ? (b ? 1 : 0) : Float.NaN;
  }

  /**
   * The first bad rows in the order of their files and content, which no cut of the input moves.
   */
  List<String> firstBad(JavaRDD<Row> rows, TableRows.RowCheck check) {
    return rows.mapPartitions(new BadRows(this, check)).collect().stream()
        .sorted()
        .limit(WANTED)
        .toList();
  }

  private record BadRows(RowReader reader, TableRows.RowCheck check)
      implements FlatMapFunction<Iterator<Row>, String> {
    @Override
    public Iterator<String> call(Iterator<Row> rows) {
      TreeSet<String> first = new TreeSet<>();
      while (rows.hasNext()) {
        Row row = rows.next();
        Reading read = check.check(reader.call(row));
        if (!read.isGood()) {
          String file = row.getString(row.size() - 1);
          first.add(
              (file.isEmpty() ? "" : new Path(file).getName() + ": ")
                  + "row "
                  + Cells.shown(row.toString())
                  + " "
                  + read.fault());
        }
        if (first.size() > WANTED) {
          first.pollLast();
        }
      }
      return first.iterator();
    }
  }
}
