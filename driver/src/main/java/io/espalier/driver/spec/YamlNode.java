package io.espalier.driver.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML value that knows where it stands. */
sealed interface YamlNode {
  /** File and line, or {@code --set}. */
  String place();

  /** For a message: what was written. */
  String text();

  /** The value as numbers, strings, lists and maps, from which {@link #of} makes it again. */
  Object plain();

  /** A node of a plain value. */
  static YamlNode of(String place, Object plain) {
    if (plain instanceof List<?> items) {
      return new Items(place, items.stream().map(i -> of(place, i)).toList());
    }
    if (plain instanceof Map<?, ?> map) {
      Map<String, YamlNode> fields = new LinkedHashMap<>();
      map.forEach((k, v) -> fields.put(k.toString(), of(place, v)));
      return new Fields(place, fields);
    }
    return new Scalar(place, plain.toString());
  }

  /** One value as it was written; quoted or not is forgotten. */
  record Scalar(String place, String text) implements YamlNode {
    /** A number only where nothing of the text is lost by it. */
    @Override
    public Object plain() {
      try {
        Long whole = Long.valueOf(text);
        if (whole.toString().equals(text)) {
          return whole;
        }
      } catch (NumberFormatException e) {
        // a fraction or a word
      }
      try {
        Double number = Double.valueOf(text);
        return number.toString().equals(text) ? number : text;
      } catch (NumberFormatException e) {
        return text;
      }
    }
  }

  /** A sequence. */
  record Items(String place, List<YamlNode> values) implements YamlNode {
    @Override
    public String text() {
      return values.stream().map(YamlNode::text).toList().toString();
    }

    @Override
    public Object plain() {
      return List.copyOf(values.stream().map(YamlNode::plain).toList());
    }
  }

  /** A mapping, in the order written. */
  record Fields(String place, Map<String, YamlNode> values) implements YamlNode {
    @Override
    public String text() {
      List<String> texts = new ArrayList<>();
      values.forEach((k, v) -> texts.add(k + ": " + v.text()));
      return "{" + String.join(", ", texts) + "}";
    }

    @Override
    public Object plain() {
      Map<String, Object> plain = new LinkedHashMap<>();
      values.forEach((k, v) -> plain.put(k, v.plain()));
      return plain;
    }

    /** This mapping with the value at a path of keys replaced or added. */
    Fields with(List<String> path, YamlNode value) {
      Map<String, YamlNode> changed = new LinkedHashMap<>(values);
      String key = path.get(0);
      if (path.size() == 1) {
        changed.put(key, value);
      } else {
        Fields inner =
            values.get(key) instanceof Fields f ? f : new Fields(value.place(), Map.of());
        changed.put(key, inner.with(path.subList(1, path.size()), value));
      }
      return new Fields(place, changed);
    }

    /** This mapping without what is at a path of keys. */
    Fields without(List<String> path) {
      Map<String, YamlNode> changed = new LinkedHashMap<>(values);
      String key = path.get(0);
      if (path.size() == 1) {
        changed.remove(key);
      } else if (values.get(key) instanceof Fields inner) {
        changed.put(key, inner.without(path.subList(1, path.size())));
      }
      return new Fields(place, changed);
    }
  }
}
