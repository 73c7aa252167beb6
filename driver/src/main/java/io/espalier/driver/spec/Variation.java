package io.espalier.driver.spec;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a sweep's candidates differ in beside what every table says of a candidate anyway: of each
 * its own settings, {@code key=value} as {@code --set} takes them. A control differs from the
 * others by design: only what the others vary is said of it.
 */
public final class Variation {
  /** Said in columns of their own. */
  private static final Set<String> SAID =
      Set.of(
          "prune.criterion",
          "prune.granularity",
          "prune.scope",
          "prune.schedule",
          "prune.sparsity",
          "seed");

  private final Map<String, String> byId = new LinkedHashMap<>();

  /** The settings of all candidates of a sweep. */
  public Variation(List<CandidateSpec> candidates) {
    Map<String, Map<String, String>> settings = new LinkedHashMap<>();
    candidates.forEach(c -> settings.put(c.id(), settings(c)));
    Set<String> varied =
        settings.values().stream()
            .flatMap(own -> own.keySet().stream())
            .filter(key -> !SAID.contains(key) && differs(key, candidates, settings))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    settings.forEach(
        (id, own) ->
            byId.put(
                id,
                varied.stream()
                    .filter(own::containsKey)
                    .map(key -> key + "=" + own.get(key))
                    .collect(Collectors.joining(" "))));
  }

  /** Of one candidate; empty where nothing else differs. */
  public String of(CandidateSpec candidate) {
    return byId.get(candidate.id());
  }

  /** Whether any candidate has something to be said. */
  public boolean isEmpty() {
    return byId.values().stream().allMatch(String::isEmpty);
  }

  private static boolean differs(
      String key, List<CandidateSpec> candidates, Map<String, Map<String, String>> settings) {
    return candidates.stream()
            .filter(c -> c.control().isEmpty())
            .map(c -> settings.get(c.id()).getOrDefault(key, ""))
            .distinct()
            .count()
        > 1;
  }

  private static Map<String, String> settings(CandidateSpec c) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", CandidateGrid.settings(c.prune(), c.fineTune(), c.seed()), flat);
    return flat;
  }

  private static void flatten(String at, Map<?, ?> settings, Map<String, String> into) {
    settings.forEach(
        (key, value) -> {
          String path = at.isEmpty() ? key.toString() : at + "." + key;
          if (value instanceof Map<?, ?> inner) {
            flatten(path, inner, into);
          } else {
            // A method with options is a mapping: its name stands where it would without them.
            into.put(key.equals("name") || key.equals("kind") ? at : path, String.valueOf(value));
          }
        });
  }
}
