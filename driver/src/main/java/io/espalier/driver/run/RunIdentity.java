package io.espalier.driver.run;

import io.espalier.input.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What must be the same for one run to go on with another's states.
 *
 * @param facts by name, such as {@code data} and its fingerprint; in the order of a message
 */
public record RunIdentity(Map<String, String> facts) {
  public RunIdentity {
    facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /**
   * What is not the same, a line each.
   *
   * @param folder that has the other's states
   * @param now this run's
   */
  public List<Problem> differences(String folder, RunIdentity now) {
    List<Problem> problems = new ArrayList<>();
    for (String key : keys(now)) {
      String then = facts.getOrDefault(key, "nothing");
      String own = now.facts.getOrDefault(key, "nothing");
      if (!then.equals(own)) {
        problems.add(
            new Problem(
                folder,
                "was begun with " + key + " " + then + ", and now has " + own,
                "the same, or another run folder"));
      }
    }
    return problems;
  }

  private TreeSet<String> keys(RunIdentity other) {
    TreeSet<String> keys = new TreeSet<>(facts.keySet());
    keys.addAll(other.facts.keySet());
    return keys;
  }
}
