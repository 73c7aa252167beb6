package io.espalier.driver.sizing;

import java.util.List;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;

/**
 * What rounds of fine-tuning move: states and new masks to every executor, states back from every
 * shard. Settings and losses, some hundred bytes a candidate and shard, are left out.
 *
 * @param rounds of all waves
 * @param total bytes of all rounds
 * @param most bytes of the largest
 */
public record RoundBytes(int rounds, long total, long most) {
  static RoundBytes of(Workload load, int executors) {
    int rounds = 0;
    long total = 0;
    long most = 0;
    for (List<Course> wave : load.waves()) {
      int length = wave.stream().mapToInt(c -> c.plan().rounds()).max().orElse(0);
      for (int r = 0; r < length; r++) {
        int round = r;
        long bytes =
            executors * sum(wave, r, c -> c.out(round) + c.mask(round))
                + load.train().shards() * sum(wave, r, c -> c.back(round));
        total += bytes;
        most = Math.max(most, bytes);
      }
      rounds += length;
    }
    return new RoundBytes(rounds, total, most);
  }

  /** Of an average round. */
  public long average() {
    return rounds == 0 ? 0 : total / rounds;
  }

  /** The most that a wave's states take in any round, of all waves. */
  static long largestWave(Workload load) {
    return largestWave(load, Course::state);
  }

  /**
   * The same of something else.
   *
   * @param bytes of a candidate in a round
   */
  static long largestWave(Workload load, ToLongBiFunction<Course, Integer> bytes) {
    long most = 0;
    for (List<Course> wave : load.waves()) {
      int length = wave.stream().mapToInt(c -> c.plan().rounds()).max().orElse(0);
      for (int r = 0; r < length; r++) {
        int round = r;
        most = Math.max(most, sum(wave, r, c -> bytes.applyAsLong(c, round)));
      }
    }
    return most;
  }

  private static long sum(List<Course> wave, int round, ToLongFunction<Course> bytes) {
    return wave.stream().filter(c -> c.runs(round)).mapToLong(bytes).sum();
  }
}
