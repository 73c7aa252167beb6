package io.espalier.driver;

import io.espalier.driver.bench.Row;
import io.espalier.driver.round.Ledger;

/**
 * Where a sweep's executor-core time went, from the first round's start to the last evaluation; in
 * core seconds.
 *
 * @param name the run's
 * @param cores that Spark could use
 * @param wallSeconds of the sweep
 * @param data making batches
 * @param scoring gradients for data-dependent criteria
 * @param fineTuning optimizer steps
 * @param evaluation on validation, recalibration included
 * @param averaging the driver adding states, while all cores wait
 * @param spark all else: scheduling, broadcasts, results, idle cores
 */
public record Overhead(
    String name,
    int cores,
    double wallSeconds,
    double data,
    double scoring,
    double fineTuning,
    double evaluation,
    double averaging,
    double spark) {
  /** The share of core time outside our computing that is allowed. */
  public static final double ALLOWED = 0.15;

  static Overhead of(Ledger ledger, int cores, double wallSeconds, String name) {
    double averaging = ledger.averagingSeconds() * cores;
    return new Overhead(
        name,
        cores,
        wallSeconds,
        ledger.dataSeconds(),
        ledger.scoringSeconds(),
        ledger.fineTuningSeconds(),
        ledger.evaluationSeconds(),
        averaging,
        cores * wallSeconds - ledger.computeSeconds() - averaging);
  }

  /** Core time that was there. */
  public double total() {
    return cores * wallSeconds;
  }

  /** The share of core time not spent in our computing. */
  public double share() {
    return (averaging + spark) / total();
  }

  /** As a benchmark's row. */
  public Row row() {
    return new Row("overhead", name, share(), ALLOWED, "share of core time", share() / ALLOWED);
  }
}
