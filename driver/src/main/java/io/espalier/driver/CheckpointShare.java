package io.espalier.driver;

import io.espalier.driver.bench.Row;
import io.espalier.driver.run.Checkpoints;
import java.util.Comparator;
import java.util.List;

/**
 * What checkpoints cost a sweep. A commit is made between two rounds by the driver's own thread,
 * while all cores wait, so that the time inside it is what the sweep would have been shorter by;
 * the difference of two sweeps, with and without, would be lost in what else moves them.
 *
 * @param name the run's
 * @param wallSeconds of the sweep, from the first round's start to the last evaluation
 * @param spent inside its commits
 */
public record CheckpointShare(String name, double wallSeconds, Checkpoints.Spent spent) {
  /** The share of wall time that is allowed. */
  public static final double ALLOWED = 0.05;

  /** Wall time inside commits, in seconds. */
  public double seconds() {
    return spent.nanos() / 1e9;
  }

  /** The share of the sweep's wall time inside commits. */
  public double share() {
    return seconds() / wallSeconds;
  }

  /** The one in the middle; of an even number the larger of both. */
  static CheckpointShare median(List<CheckpointShare> shares) {
    List<CheckpointShare> sorted =
        shares.stream().sorted(Comparator.comparingDouble(CheckpointShare::share)).toList();
    return sorted.get(sorted.size() / 2);
  }

  /** As a benchmark's row. */
  public Row row() {
    return new Row("checkpoint", name, share(), ALLOWED, "share of wall time", share() / ALLOWED);
  }
}
