package io.espalier.chaos;

import java.util.Map;

/**
 * An undisturbed run.
 *
 * @param fingerprint of its results
 * @param seconds of wall time, its baseline being there already
 * @param candidates a digest of what a candidate came to, by its id
 */
record Calm(String fingerprint, long cells, double seconds, Map<String, String> candidates) {
  /** Rounds of each wave: all candidates have as many, on three shards. */
  int rounds() {
    return (int) (cells / 3 / candidates.size());
  }
}
