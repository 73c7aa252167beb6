package io.espalier.driver.fault;

import java.util.Locale;
import java.util.Set;

/** Where a fault can be injected. */
public enum FaultPoint {
  /** A task that scores, before its work. On executors, knows {@code shard}. */
  SCORE(true, false),
  /** A cell, before its training. On executors, knows {@code candidate, shard, round, wave}. */
  TRAIN(true, false),
  /** A cell, after its training. On executors, knows {@code candidate, shard, round, wave}. */
  EMIT(true, false),
  /** The driver, when it has averaged a round. Knows {@code round}. */
  REDUCE(false, false),
  /** A checkpoint's states are written. */
  CHECKPOINT_WRITE(false, true),
  /** A file that was written aside is renamed, whichever it is. */
  RENAME(false, false),
  /** A manifest is written. */
  MANIFEST(false, true),
  /** A model is written. */
  EXPORT(false, true),
  /** The lease is written. */
  LEASE(false, true),
  /** The report is written. */
  REPORT(false, true);

  /**
   * Keys that points on executors may know, beside p; wave is how many candidates the task was sent
   * with.
   */
  static final Set<String> ON_EXECUTORS =
      Set.of("candidate", "shard", "round", "attempt", "wave", "p");

  /**
   * Keys of the driver's points: n is how often the point was passed, from 1; file how the file's
   * name begins: state, wave, manifest, latest, summary, lease.
   */
  static final Set<String> ON_DRIVER = Set.of("n", "round", "file", "p");

  private final boolean executor;
  private final boolean bytes;

  FaultPoint(boolean executor, boolean bytes) {
    this.executor = executor;
    this.bytes = bytes;
  }

  /** As a plan names it: {@code checkpoint-write}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What may decide whether a fault strikes here. */
  Set<String> conditions() {
    return executor ? ON_EXECUTORS : ON_DRIVER;
  }

  /** Whether an action means anything here. */
  boolean allows(FaultAction action) {
    return switch (action) {
      case THROW, EXIT, STALL -> true;
      case EXHAUST -> executor;
      case CORRUPT, TRUNCATE, TEAR -> bytes;
      case LIE -> this == RENAME;
      case DROP -> this == REDUCE;
    };
  }
}
