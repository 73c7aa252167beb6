package io.espalier.driver.round;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The masks and smaller networks that executors have: they change only when a step prunes, so they
 * travel then and not with every job.
 */
final class SentSubjects {
  /** Where a task finds one. */
  record Place(Broadcast<List<Subject>> together, int index) implements Serializable {
    Subject subject() {
      return together.value().get(index);
    }
  }

  /**
   * Subjects that are on their way.
   *
   * @param places in the order of the subjects
   * @param bytes serialized, of those that had not been sent before
   */
  record Sent(List<Place> places, long bytes) {}

  private final JavaSparkContext spark;
  private final Map<Subject, Place> places = new LinkedHashMap<>();

  SentSubjects(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** Sends those that executors do not have yet, in one broadcast. */
  Sent send(List<Subject> subjects) {
    Set<Subject> unknown = new LinkedHashSet<>(subjects);
    unknown.removeAll(places.keySet());
    long bytes = 0;
    if (!unknown.isEmpty()) {
      ArrayList<Subject> together = new ArrayList<>(unknown);
      bytes = SerializedSize.of(together);
      Broadcast<List<Subject>> sent = spark.broadcast(together);
      for (int i = 0; i < together.size(); i++) {
        places.put(together.get(i), new Place(sent, i));
      }
    }
    return new Sent(List.copyOf(subjects.stream().map(places::get).toList()), bytes);
  }

  /** Frees the executors of what none of these was sent together with. */
  void keep(Collection<Subject> live) {
    Set<Broadcast<List<Subject>>> wanted = new LinkedHashSet<>();
    for (Subject subject : live) {
      if (places.containsKey(subject)) {
        wanted.add(places.get(subject).together());
      }
    }
    destroyAllBut(wanted);
  }

  void destroy() {
    destroyAllBut(Set.of());
  }

  private void destroyAllBut(Set<Broadcast<List<Subject>>> wanted) {
    Set<Broadcast<List<Subject>>> others = new LinkedHashSet<>();
    places.values().forEach(p -> others.add(p.together()));
    others.removeAll(wanted);
    places.values().removeIf(p -> others.contains(p.together()));
    others.forEach(Broadcast::destroy);
  }
}
