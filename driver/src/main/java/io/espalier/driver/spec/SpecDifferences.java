package io.espalier.driver.spec;

import io.espalier.input.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The keys in which two specifications would give other results. */
public final class SpecDifferences {
  private SpecDifferences() {}

  /**
   * A problem a key, sorted.
   *
   * @param folder that the other one was run in
   */
  public static List<Problem> of(String folder, RunSpec then, RunSpec now) {
    Map<String, String> before = flat(then);
    Map<String, String> after = flat(now);
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<Problem> problems = new ArrayList<>();
    for (String key : keys) {
      String was = before.getOrDefault(key, "not given");
      String is = after.getOrDefault(key, "not given");
      if (!was.equals(is)) {
        problems.add(
            new Problem(
                key,
                "is " + is + ", and was " + was + " when " + folder + " was begun",
                "the same, or another run folder (--out)"));
      }
    }
    return problems;
  }

  private static Map<String, String> flat(RunSpec spec) {
    Map<String, String> flat = new TreeMap<>();
    SpecWriter.decisive(spec).forEach((key, value) -> flatten(key, value, flat));
    return flat;
  }

  private static void flatten(String key, Object value, Map<String, String> into) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      map.forEach((k, v) -> flatten(key + "." + k, v, into));
    } else {
      into.put(key, String.valueOf(value));
    }
  }
}
