package io.espalier.driver.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.espalier.driver.bench.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Where a benchmark's rows go. */
final class BenchOptions {
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "writes an array of rows {benchmark, case, ours, reference, unit, ratio}; ratio is"
              + " reference ÷ ours where both are times, else ours ÷ allowed")
  private Path json;

  /** Prints a table, and writes the file that was asked for. */
  void write(List<Row> rows, PrintWriter out) throws IOException {
    if (json != null) {
      Files.writeString(json, Row.json(rows));
    }
    out.println(
        AsciiTable.getTable(
            rows,
            List.of(
                new Column().header("case").dataAlign(HorizontalAlign.LEFT).with(Row::name),
                new Column().header("ours").with(r -> figure(r.ours())),
                new Column().header("reference").with(r -> figure(r.reference())),
                new Column().header("unit").dataAlign(HorizontalAlign.LEFT).with(Row::unit),
                new Column().header("ratio").with(r -> figure(r.ratio())))));
    out.flush();
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.3f" : "%,.0f", value);
  }
}
