package io.espalier.driver.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML value that knows where it stands. */
sealed interface YamlNode {
  /** File and line, or {@code --set}. */
  String place();

  /** For a message: what was written. */
  String text();

  /** One value as it was written; quoted or not is forgotten. */
  record Scalar(String place, String text) implements YamlNode {}

  /** A sequence. */
  record Items(String place, List<YamlNode> values) implements YamlNode {
    @Override
    public String text() {
      return values.stream().map(YamlNode::text).toList().toString();
    }
  }

  /** A mapping, in the order written. */
  record Fields(String place, Map<String, YamlNode> values) implements YamlNode {
    @Override
    public String text() {
      Map<String, String> texts = new LinkedHashMap<>();
      values.forEach((k, v) -> texts.put(k, v.text()));
      return texts.toString();
    }

    /** This mapping with the value at a dotted path replaced or added. */
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
  }
}
