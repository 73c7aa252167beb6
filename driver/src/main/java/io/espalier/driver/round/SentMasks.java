package io.espalier.driver.round;

import io.espalier.mask.Mask;
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
 * The masks that executors have: they change only when a step prunes, so they travel then and not
 * with every job.
 */
final class SentMasks {
  /** Where a task finds a mask. */
  record Place(Broadcast<List<Mask>> together, int index) implements Serializable {
    Mask mask() {
      return together.value().get(index);
    }
  }

  /**
   * Masks that are on their way.
   *
   * @param places in the order of the masks
   * @param bytes serialized, of those that had not been sent before
   */
  record Sent(List<Place> places, long bytes) {}

  private final JavaSparkContext spark;
  private final Map<Mask, Place> places = new LinkedHashMap<>();

  SentMasks(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** Sends those masks that executors do not have yet, in one broadcast. */
  Sent send(List<Mask> masks) {
    Set<Mask> unknown = new LinkedHashSet<>(masks);
    unknown.removeAll(places.keySet());
    long bytes = 0;
    if (!unknown.isEmpty()) {
      ArrayList<Mask> together = new ArrayList<>(unknown);
      bytes = SerializedSize.of(together);
      Broadcast<List<Mask>> sent = spark.broadcast(together);
      for (int i = 0; i < together.size(); i++) {
        places.put(together.get(i), new Place(sent, i));
      }
    }
    return new Sent(List.copyOf(masks.stream().map(places::get).toList()), bytes);
  }

  /** Frees the executors of masks that none of these was sent together with. */
  void keep(Collection<Mask> live) {
    Set<Broadcast<List<Mask>>> wanted = new LinkedHashSet<>();
    for (Mask mask : live) {
      if (places.containsKey(mask)) {
        wanted.add(places.get(mask).together());
      }
    }
    destroyAllBut(wanted);
  }

  void destroy() {
    destroyAllBut(Set.of());
  }

  private void destroyAllBut(Set<Broadcast<List<Mask>>> wanted) {
    Set<Broadcast<List<Mask>>> others = new LinkedHashSet<>();
    places.values().forEach(p -> others.add(p.together()));
    others.removeAll(wanted);
    places.values().removeIf(p -> others.contains(p.together()));
    others.forEach(Broadcast::destroy);
  }
}
