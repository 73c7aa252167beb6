package io.espalier.datasets.source;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import io.espalier.datasets.DataSpec;
import io.espalier.input.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What a delimited file's first line tells.
 *
 * @param columns their names; {@code column 0}, {@code column 1}… without a header
 * @param label index of the label's column
 */
record CsvLayout(List<String> columns, int label) implements Serializable {
  /** What a row can be wide in any table worth training on; also what bounds a line's memory. */
  private static final int MOST_COLUMNS = 1_000_000;

  /**
   * Reads a file's first line.
   *
   * @throws InputException where it is unreadable or has no such label column
   */
  static CsvLayout of(DataSpec.Csv csv, Path path, Configuration hadoop) {
    String[] first = firstRow(csv, path, hadoop);
    List<String> columns = new ArrayList<>();
    for (int c = 0; c < first.length; c++) {
      columns.add(csv.header() && first[c] != null ? first[c].strip() : "column " + c);
    }
    if (columns.size() < 2) {
      throw new InputException(
          path.toString(),
          "has one column when cut at '" + csv.delimiter() + "'",
          "a label and features; is data.delimiter right");
    }
    return new CsvLayout(List.copyOf(columns), label(csv, columns));
  }

  int features() {
    return columns.size() - 1;
  }

  /** A feature's column. */
  int column(int feature) {
    return feature < label ? feature : feature + 1;
  }

  /** Understands a row's cells; null ones are empty. */
  Reading read(String[] cells) {
    if (cells == null) { // Spark's cutter takes a line of control characters for none
      return Reading.bad("has no columns");
    }
    if (cells.length != columns.size()) {
      return Reading.bad("has " + cells.length + " columns, not " + columns.size());
    }
    if (ClassList.missing(cells[label])) {
      return Reading.bad("has no label");
    }
    float[] features = new float[features()];
    for (int f = 0; f < features.length; f++) {
      String cell = cells[column(f)];
      if (cell == null || cell.isBlank()) {
        return Reading.bad(columns.get(column(f)) + " is missing");
      }
      try {
        features[f] = (float) Cells.number(cell);
      } catch (NumberFormatException e) {
        return Reading.bad(columns.get(column(f)) + " is " + Cells.shown(cell) + ", not a number");
      }
    }
    return Cells.read(ClassList.canonical(cells[label]), features, f -> columns.get(column(f)));
  }

  /** The same cutter that Spark's reader drives, set as Spark sets it. */
  static CsvParser cutter(DataSpec.Csv csv) {
    return cutter(csv, MOST_COLUMNS);
  }

  private static CsvParser cutter(DataSpec.Csv csv, int mostColumns) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(csv.delimiter());
    settings.getFormat().setQuote(csv.quote());
    settings.getFormat().setQuoteEscape('\\');
    settings.getFormat().setComment('\0');
    settings.setMaxColumns(mostColumns);
    settings.setMaxCharsPerColumn(-1);
    settings.setNullValue("");
    return new CsvParser(settings);
  }

  private static String[] firstRow(DataSpec.Csv csv, Path path, Configuration hadoop) {
    try (BufferedReader in = InputFiles.text(path, hadoop)) {
      for (String line = InputFiles.line(in); line != null; line = InputFiles.line(in)) {
        if (!line.isBlank()) {
          // Its memory is for as many columns as it is told: no more than the line can have.
          long cuts = line.chars().filter(c -> c == csv.delimiter()).count();
          String[] cells = cutter(csv, (int) Math.min(MOST_COLUMNS, cuts + 2)).parseLine(line);
          if (cells == null) {
            throw new InputException(
                path.toString(), "begins with a line of control characters", "delimited text");
          }
          return cells;
        }
      }
      throw new InputException(path.toString(), "is empty", "delimited text");
    } catch (IOException e) {
      throw new InputException(path.toString(), "cannot be read: " + e.getMessage(), "text");
    }
  }

  private static int label(DataSpec.Csv csv, List<String> columns) {
    int byName = csv.header() ? columns.indexOf(csv.label()) : -1;
    if (byName >= 0 && columns.lastIndexOf(csv.label()) != byName) {
      throw new InputException("data.label", "is " + csv.label(), "a name of one column only");
    }
    return byName >= 0
        ? byName
        : IntStream.range(0, columns.size())
            .filter(c -> String.valueOf(c).equals(csv.label()))
            .findFirst()
            .orElseThrow(() -> noLabel(csv, columns));
  }

  private static InputException noLabel(DataSpec.Csv csv, List<String> columns) {
    String indices = "an index from 0 to " + (columns.size() - 1);
    return new InputException(
        "data.label",
        "is " + csv.label() + (csv.header() ? ", which the header lacks" : ", without a header"),
        csv.header() ? Cells.nearest(csv.label(), columns) + ", or " + indices : indices);
  }
}
