package io.espalier.driver.spec;

import io.espalier.input.Problem;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Makes nodes with places of YAML text; what is no YAML, or has a key twice, is a problem. */
final class YamlParser {
  private final String label;
  private final boolean file;
  private final List<Problem> problems;
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

  private YamlParser(String label, boolean file, List<Problem> problems) {
    this.label = label;
    this.file = file;
    this.problems = problems;
  }

  /** The document of a file; without content an empty mapping. */
  static YamlNode file(String name, String text, List<Problem> problems) {
    return new YamlParser(name, true, problems)
        .parse(text, "")
        .orElse(new YamlNode.Fields(name + ":1:", Map.of()));
  }

  /** The value of an override {@code --set key=text}; without content an empty value. */
  static YamlNode override(String key, String text, List<Problem> problems) {
    return new YamlParser("--set " + key, false, problems)
        .parse(text, key)
        .orElse(new YamlNode.Scalar("--set", ""));
  }

  private Optional<YamlNode> parse(String text, String path) {
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setUseMarks(true)
              .setLabel(label)
              .setMaxAliasesForCollections(50)
              .build();
      return new Compose(settings).composeString(text).map(n -> node(n, place(n), path));
    } catch (MarkedYamlEngineException e) {
      String where =
          file
              ? label + e.getProblemMark().map(m -> ":" + (m.getLine() + 1) + ":").orElse("")
              : label;
      problem(where, "is no YAML: " + e.getProblem(), "YAML, key: value");
    } catch (YamlEngineException e) {
      problem(label, "is no YAML: " + e.getMessage(), "YAML, key: value");
    }
    return Optional.empty();
  }

  private YamlNode node(Node node, String place, String path) {
    if (node instanceof ScalarNode scalar) {
      return new YamlNode.Scalar(place, scalar.getValue());
    }
    if (!open.add(node)) {
      problem(place, "has an alias that contains itself", "a value");
      return new YamlNode.Scalar(place, "");
    }
    YamlNode made =
        node instanceof SequenceNode sequence
            ? new YamlNode.Items(
                place, sequence.getValue().stream().map(n -> node(n, place(n), path)).toList())
            : fields((MappingNode) node, place, path);
    open.remove(node);
    return made;
  }

  private YamlNode.Fields fields(MappingNode mapping, String place, String path) {
    Map<String, YamlNode> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      // A value stands where its key does: a block below it begins a line later.
      String at = place(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problem(at, "has a key that is a list or a mapping", "a word");
        continue;
      }
      String name = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
      YamlNode value = node(tuple.getValueNode(), at, name);
      if (fields.putIfAbsent(key.getValue(), value) != null) {
        problem(at + " " + name, "is there twice", "each key once");
      }
    }
    return new YamlNode.Fields(place, fields);
  }

  private String place(Node node) {
    return file
        ? label + node.getStartMark().map(m -> ":" + (m.getLine() + 1) + ":").orElse(":")
        : "--set";
  }

  private void problem(String where, String what, String expected) {
    problems.add(new Problem(where, what, expected));
  }
}
