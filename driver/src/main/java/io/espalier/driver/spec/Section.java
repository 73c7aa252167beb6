package io.espalier.driver.spec;

import io.espalier.input.Nearest;
import io.espalier.input.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;

/**
 * One mapping of the YAML, read key by key: a key that is missing gives its default, a value that
 * does not fit gives a problem and the default, and keys that nobody asked for are problems in the
 * end.
 */
final class Section {
  /** YAML's numbers; Java would take {@code 0.9f} and {@code 0x1p3} too. */
  static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  private static final Set<String> EMPTY = Set.of("", "null", "~");

  private final String path;
  private final YamlNode.Fields fields;
  private final List<Problem> problems;
  private final Set<String> known = new LinkedHashSet<>();

  Section(String path, YamlNode.Fields fields, List<Problem> problems) {
    this.path = path;
    this.fields = fields;
    this.problems = problems;
  }

  boolean has(String key) {
    return fields.values().containsKey(key);
  }

  Section section(String key) {
    YamlNode node = take(key);
    if (node instanceof YamlNode.Fields f) {
      return new Section(name(key), f, problems);
    }
    if (node != null) {
      wrong(key, node, "a mapping");
    }
    return new Section(name(key), new YamlNode.Fields(place(key), Map.of()), problems);
  }

  String text(String key, String otherwise) {
    YamlNode node = take(key);
    if (node == null) {
      return otherwise;
    }
    if (node instanceof YamlNode.Scalar s) {
      return s.text();
    }
    wrong(key, node, "one value");
    return otherwise;
  }

  /** One of the given words; the nearest is proposed. */
  String choice(String key, String otherwise, List<String> allowed) {
    String value = text(key, otherwise);
    if (allowed.contains(value)) {
      return value;
    }
    wrong(key, fields.values().get(key), oneOf(value, allowed));
    return otherwise;
  }

  boolean flag(String key, boolean otherwise) {
    String value = text(key, Boolean.toString(otherwise));
    if (value.equals("true") || value.equals("false")) {
      return value.equals("true");
    }
    wrong(key, fields.values().get(key), "true or false");
    return otherwise;
  }

  /** A whole number from {@code least}. */
  int whole(String key, int otherwise, int least) {
    return (int)
        wholeLong(key, otherwise, least, Integer.MAX_VALUE, "a whole number from " + least);
  }

  /** A whole number from 0, or the word that stands for 0. */
  int wholeOr(String word, String key, int otherwise) {
    return take(key) instanceof YamlNode.Scalar s && s.text().equals(word)
        ? 0
        : (int)
            wholeLong(
                key, otherwise, 0, Integer.MAX_VALUE, "a whole number from 0, or the word " + word);
  }

  long anyLong(String key, long otherwise) {
    return wholeLong(key, otherwise, Long.MIN_VALUE, Long.MAX_VALUE, "a whole number");
  }

  private long wholeLong(String key, long otherwise, long least, long most, String expected) {
    YamlNode node = take(key);
    if (node == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(node.text());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    wrong(key, node, node.text().matches("[0-9]{10,}") ? expected + " to " + most : expected);
    return otherwise;
  }

  /** A number; {@code allowed} says what fits, so that NaN does not. */
  double number(String key, double otherwise, DoublePredicate allowed, String expected) {
    YamlNode node = take(key);
    if (node == null) {
      return otherwise;
    }
    Optional<Double> value = number(node);
    if (value.isPresent() && allowed.test(value.get())) {
      return value.get();
    }
    wrong(key, node, expected);
    return otherwise;
  }

  double share(String key, double otherwise) {
    return number(key, otherwise, v -> v >= 0 && v < 1, "a share in [0, 1)");
  }

  double positive(String key, double otherwise) {
    return number(key, otherwise, v -> v > 0 && v < Double.POSITIVE_INFINITY, "a number above 0");
  }

  double notNegative(String key, double otherwise) {
    return number(key, otherwise, v -> v >= 0 && v < Double.POSITIVE_INFINITY, "a number from 0");
  }

  List<String> texts(String key, List<String> otherwise) {
    YamlNode node = take(key);
    if (node == null) {
      return otherwise;
    }
    if (node instanceof YamlNode.Items items
        && items.values().stream().allMatch(YamlNode.Scalar.class::isInstance)) {
      return items.values().stream().map(YamlNode::text).toList();
    }
    wrong(key, node, "a list of words, [a, b]");
    return otherwise;
  }

  List<Double> numbers(String key, List<Double> otherwise) {
    YamlNode node = take(key);
    if (node == null) {
      return otherwise;
    }
    List<Double> values = new ArrayList<>();
    List<YamlNode> items = node instanceof YamlNode.Items i ? i.values() : List.of(node);
    for (YamlNode item : items) {
      Optional<Double> value = number(item).filter(Double::isFinite);
      if (value.isEmpty()) {
        wrong(key, node, "a list of numbers");
        return otherwise;
      }
      values.add(value.get());
    }
    return List.copyOf(values);
  }

  List<Integer> wholes(String key, List<Integer> otherwise) {
    List<Double> found = numbers(key, otherwise.stream().map(Double::valueOf).toList());
    List<Integer> values = new ArrayList<>();
    for (double v : found) {
      if (v != Math.rint(v) || v < 1 || v > Integer.MAX_VALUE) {
        wrong(key, fields.values().get(key), "a list of whole numbers from 1");
        return otherwise;
      }
      values.add((int) v);
    }
    return List.copyOf(values);
  }

  Map<String, Double> shares(String key) {
    Section inner = section(key);
    Map<String, Double> values = new LinkedHashMap<>();
    for (String name : inner.fields.values().keySet()) {
      values.put(name, inner.share(name, 0));
    }
    return values;
  }

  /** Where a key stands; where the section does for one that is not there. */
  String place(String key) {
    YamlNode node = fields.values().get(key);
    return node == null ? fields.place() : node.place();
  }

  Map<String, YamlNode> all() {
    return fields.values();
  }

  /** Reports a value that reads well but does not fit with others. */
  void wrong(String key, String what, String expected) {
    problems.add(new Problem((place(key) + " " + name(key)).strip(), what, expected));
  }

  /** Reports a key that earlier versions had here. */
  void moved(String key, String now) {
    if (has(key)) {
      known.add(key);
      wrong(key, "is no longer here", now);
    }
  }

  /** Reports every key that was never asked for. */
  void close() {
    for (String key : fields.values().keySet()) {
      if (!known.contains(key)) {
        wrong(key, "is not known", oneOf(key, known));
      }
    }
  }

  private void wrong(String key, YamlNode node, String expected) {
    wrong(key, "is " + node.text(), expected);
  }

  private static String oneOf(String word, Collection<String> known) {
    return known.size() == 1
        ? known.iterator().next()
        : "one of " + String.join(", ", known) + "; the nearest is " + Nearest.to(word, known);
  }

  private YamlNode take(String key) {
    known.add(key);
    YamlNode node = fields.values().get(key);
    return node instanceof YamlNode.Scalar s && EMPTY.contains(s.text()) ? null : node;
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static Optional<Double> number(YamlNode node) {
    return NUMBER.matcher(node.text()).matches()
        ? Optional.of(Double.valueOf(node.text()))
        : Optional.empty();
  }
}
