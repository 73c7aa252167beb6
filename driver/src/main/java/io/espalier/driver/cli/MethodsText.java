package io.espalier.driver.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All methods for a person, for a page, and for a program. */
final class MethodsText {
  private record Field(String header, int width, Function<Method, String> of) {}

  private static final List<Field> FIELDS =
      List.of(
          new Field("kind", 11, m -> m.kind().key()),
          new Field("name", 16, Method::name),
          new Field("what it does", 34, Method::summary),
          new Field("needs", 11, MethodsText::needs),
          new Field("options", 36, MethodsText::options),
          new Field("combines with", 24, m -> m.combines().isEmpty() ? "all" : m.combines()),
          new Field("paper", 34, Method::paper));

  private MethodsText() {}

  /** As wide as a wide terminal; long cells go on below. */
  static String table(List<Method> methods) {
    List<ColumnData<Method>> columns =
        FIELDS.stream()
            .map(
                f ->
                    new Column()
                        .header(f.header())
                        .headerAlign(HorizontalAlign.LEFT)
                        .dataAlign(HorizontalAlign.LEFT)
                        .maxWidth(f.width(), OverflowBehaviour.NEWLINE)
                        .with(f.of()::apply))
            .toList();
    return AsciiTable.getTable(methods, columns);
  }

  /** A table in Markdown, a line a method. */
  static String markdown(List<Method> methods) {
    String head = row(FIELDS.stream().map(Field::header).toList());
    String rule = row(FIELDS.stream().map(f -> "---").toList());
    return methods.stream()
        .map(m -> row(FIELDS.stream().map(f -> f.of().apply(m).replace("|", "\\|")).toList()))
        .collect(Collectors.joining("\n", head + "\n" + rule + "\n", ""));
  }

  /** An array of objects. */
  static String json(List<Method> methods) {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode all = mapper.createArrayNode();
    for (Method m : methods) {
      ObjectNode json = all.addObject().put("kind", m.kind().key()).put("name", m.name());
      json.put("summary", m.summary()).put("paper", m.paper());
      ArrayNode needs = json.putArray("needs");
      m.needs().forEach(n -> needs.add(n.key()));
      json.put("combines", m.combines());
      ArrayNode options = json.putArray("options");
      for (Option o : m.options()) {
        ObjectNode option = options.addObject().put("name", o.name());
        option.set("default", mapper.valueToTree(o.standard()));
        option.put("limits", o.limits()).put("meaning", o.meaning());
      }
    }
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", e);
    }
  }

  private static String row(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |")).replace("|  |", "| |");
  }

  private static String needs(Method m) {
    return m.needs().stream().map(Need::key).collect(Collectors.joining(", "));
  }

  private static String options(Method m) {
    return m.options().stream()
        .map(
            o ->
                o.name() + ": " + o.meaning() + " (" + o.limits() + "; " + text(o.standard()) + ")")
        .collect(Collectors.joining("; "));
  }

  private static String text(Object value) {
    return value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15
        ? Long.toString(d.longValue())
        : value.toString();
  }
}
