package io.espalier.driver.sizing;

import java.util.List;

/**
 * What the driver holds at most.
 *
 * @param states bytes of a wave: its own, and its broadcast twice
 * @param results bytes of one round's results from all shards, serialized and as objects; none of a
 *     wave whose averages go by a shuffle
 * @param kept bytes of the dense baseline and of all candidates' last values
 */
public record DriverMemory(long states, long results, long kept) {
  private static final int COPIES = 3;
  private static final int BASELINE_STATES = 2;

  static DriverMemory of(Workload load) {
    long wave = RoundBytes.largestWave(load);
    boolean shuffled =
        load.waves().stream()
            .flatMap(List::stream)
            .anyMatch(c -> c.plan().rounds() > 0 && c.back(0) > load.shuffleAboveBytes());
    long results = shuffled ? wave : 2 * load.train().shards() * wave;
    long kept = (long) BASELINE_STATES * Float.BYTES * load.network().size();
    for (List<Course> candidates : load.waves()) {
      for (Course c : candidates) {
        kept += Float.BYTES * c.left(c.plan().rounds());
      }
    }
    return new DriverMemory(COPIES * wave, results, kept);
  }

  /** The heap that it takes: {@code spark.driver.memory}. */
  public long heap() {
    return Memory.heap(0, states + results + kept);
  }
}
