package io.espalier.driver.fault;

import java.util.Locale;

/** What happens at a point. */
public enum FaultAction {
  /** An {@link InjectedFault} is thrown. */
  THROW,
  /** The process ends at once, with no clean-up, as by a kill. */
  EXIT,
  /** The thread waits until it is interrupted. */
  STALL,
  /** The process takes memory until there is none. */
  EXHAUST,
  /** One bit of what is written is another. */
  CORRUPT,
  /** What is written ends early, and nobody is told. */
  TRUNCATE,
  /** What is written ends early, since the process does. */
  TEAR,
  /** It is done, and said not to be. */
  LIE,
  /** Executors lose the shards and broadcasts that they hold. */
  DROP;

  /** As a plan names it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
