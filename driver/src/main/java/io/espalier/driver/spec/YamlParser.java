package io.espalier.driver.spec;

import io.espalier.input.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final boolean lines;
  private final List<Problem> problems;

  /**
   * @param label file name, or {@code --set KEY}
   * @param lines whether a place names the line too
   */
  YamlParser(String label, boolean lines, List<Problem> problems) {
    this.label = label;
    this.lines = lines;
    this.problems = problems;
  }

  /** The document; empty text is an empty mapping. */
  YamlNode parse(String text) {
    try {
      LoadSettings settings =
          LoadSettings.builder().setUseMarks(true).setLabel(label).setMaxAliasesForCollections(50).build();
      Optional<Node> root = new Compose(settings).composeString(text);
      return root.map(this::node).orElse(new YamlNode.Fields(label, Map.of()));
    } catch (MarkedYamlEngineException e) {
      String where =
          lines
              ? e.getProblemMark().map(m -> label + ":" + (m.getLine() + 1) + ":").orElse(label)
              : label;
      problems.add(new Problem(where, "is no YAML: " + e.getProblem(), "a YAML mapping"));
    } catch (YamlEngineException e) {
      problems.add(new Problem(label, "is no YAML: " + e.getMessage(), "a YAML mapping"));
    }
    return new YamlNode.Fields(label, Map.of());
  }

  private YamlNode node(Node node) {
    String place = place(node);
    if (node instanceof ScalarNode scalar) {
      return new YamlNode.Scalar(place, scalar.getValue());
    }
    if (node instanceof SequenceNode sequence) {
      return new YamlNode.Items(place, sequence.getValue().stream().map(this::node).toList());
    }
    Map<String, YamlNode> fields = new LinkedHashMap<>();
    List<String> twice = new ArrayList<>();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode k ? k.getValue() : "?";
      if (fields.putIfAbsent(key, node(tuple.getValueNode())) != null && !twice.contains(key)) {
        twice.add(key);
        problems.add(
            new Problem(place(tuple.getKeyNode()) + " " + key, "is there twice", "each key once"));
      }
    }
    return new YamlNode.Fields(place, fields);
  }

  private String place(Node node) {
    return lines
        ? label + node.getStartMark().map(m -> ":" + (m.getLine() + 1) + ":").orElse(":")
        : label;
  }
}
