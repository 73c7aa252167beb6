package io.espalier.driver.spec;

import io.espalier.input.InputException;
import io.espalier.input.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The section {@code search}: the axes of the grid. */
final class SearchSection {
  /** More would fill the driver before the first round; a slip of the pen, rather than a wish. */
  private static final double MOST_CANDIDATES = 100_000;

  /**
   * Sections whose keys are axes; as an axis itself, its values are maps of keys that go together.
   */
  static final List<String> SECTIONS = List.of("prune", "fineTune");

  private SearchSection() {}

  /** Each axis's values as plain numbers, strings, lists and maps, in the order written. */
  static Map<String, List<Object>> read(Section s, List<Problem> problems) {
    Map<String, List<Object>> axes = new LinkedHashMap<>();
    s.all()
        .forEach(
            (key, node) -> {
              boolean together = SECTIONS.contains(key);
              if (!(together || key.equals("seed") || SECTIONS.contains(section(key)))) {
                s.wrong(
                    key,
                    "cannot be searched",
                    "prune.KEY, fineTune.KEY or seed, each with a list of values, or prune or"
                        + " fineTune with a list of maps");
              } else if (together
                  && node instanceof YamlNode.Items maps
                  && maps.values().stream().anyMatch(v -> !(v instanceof YamlNode.Fields))) {
                s.wrong(key, "is " + node.text(), "a list of maps, such as {criterion: snip}");
              } else if (node instanceof YamlNode.Items items && !items.values().isEmpty()) {
                items.values().forEach(v -> check(key, node.place(), v, problems));
                axes.put(key, items.values().stream().map(YamlNode::plain).toList());
              } else {
                s.wrong(key, "is " + node.text(), "a list of at least one value");
              }
            });
    double candidates = axes.values().stream().mapToDouble(List::size).reduce(1, (a, b) -> a * b);
    if (candidates > MOST_CANDIDATES) {
      problems.add(
          new Problem(
              s.place("") + " search",
              String.format("spans %,.0f candidates", candidates),
              String.format("at most %,.0f", MOST_CANDIDATES)));
    }
    return Collections.unmodifiableMap(axes);
  }

  /** What stands before the key's first dot; empty where there is none. */
  private static String section(String key) {
    return key.substring(0, Math.max(0, key.indexOf('.')));
  }

  /** A value alone, as its own key would be checked; whether values fit together comes later. */
  private static void check(String key, String place, YamlNode value, List<Problem> problems) {
    List<String> path = List.of(key.split("\\.", -1));
    YamlNode.Fields alone =
        new YamlNode.Fields(place, Map.of()).with(path, YamlNode.of(place, value.plain()));
    // What a value goes with, only a whole candidate knows: so it finds it here.
    if (key.equals("prune.steps")) {
      alone = alone.with(List.of("prune", "schedule"), new YamlNode.Scalar(place, "iterative"));
    }
    if (key.startsWith("fineTune.earlyStopping")) {
      alone = alone.with(List.of("fineTune", "evaluateEvery"), new YamlNode.Scalar(place, "1"));
    }
    if (key.equals("fineTune.optimizer.weightDecay")) {
      alone =
          alone.with(List.of("fineTune", "optimizer", "kind"), new YamlNode.Scalar(place, "adamw"));
    }
    Section s = new Section("search", alone, problems);
    PruneSection.read(s.section("prune"));
    TrainSection.readFineTune(s.section("fineTune"));
    s.anyLong("seed", 0);
    s.close();
  }

  /** Whole candidates: values that fit alone may not fit together. */
  static void checkGrid(Section s, RunSpec spec, List<Problem> problems) {
    try {
      CandidateGrid.of(spec);
    } catch (InputException e) {
      for (Problem p : e.problems()) {
        String where =
            s.has(p.where())
                ? s.place(p.where()) + " search." + p.where()
                : s.place("") + " search: a candidate's " + p.where();
        problems.add(new Problem(where, p.what(), p.expected()));
      }
    }
  }
}
