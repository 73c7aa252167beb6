package io.espalier.driver.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.espalier.datasets.describe.Description;
import io.espalier.datasets.describe.Description.SplitDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A data set's description for a person: a row a class, a column a split. */
final class DescriptionText {
  private DescriptionText() {}

  static String of(Description d) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "examples %s%s, %d classes%n",
            d.shape(),
            d.channelOrder().isEmpty() ? "" : " " + d.channelOrder(),
            d.classes().size()));
    for (SplitDescription s : d.splits()) {
      text.append(
          String.format(
              "%-10s %,d examples, values %s to %s, mean %.4g%n",
              s.name(), s.examples(), s.min(), s.max(), s.mean()));
    }
    List<Integer> labels = IntStream.range(0, d.classes().size()).boxed().toList();
    text.append(AsciiTable.getTable(labels, columns(d))).append(System.lineSeparator());
    if (d.skipped() > 0) {
      text.append(String.format("%,d bad records left out%n", d.skipped()));
    }
    return text.toString();
  }

  private static List<ColumnData<Integer>> columns(Description d) {
    List<ColumnData<Integer>> columns = new ArrayList<>();
    columns.add(column("class", HorizontalAlign.LEFT, l -> d.classes().get(l)));
    for (SplitDescription s : d.splits()) {
      columns.add(
          column(
              s.name(),
              HorizontalAlign.RIGHT,
              l -> String.format("%,d (%.1f%%)", s.perClass().get(l), 100 * s.share(l))));
    }
    return columns;
  }

  private static ColumnData<Integer> column(
      String header, HorizontalAlign align, IntFunction<String> value) {
    return new Column().header(header).headerAlign(align).dataAlign(align).with(value::apply);
  }
}
