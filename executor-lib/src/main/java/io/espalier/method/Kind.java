package io.espalier.method;

import java.util.Locale;

/** What a method decides. */
public enum Kind {
  /** How important a weight or a structure is. */
  CRITERION,
  /** What is removed as one unit. */
  GRANULARITY,
  /** Over what one threshold is taken. */
  SCOPE,
  /** When, and how much. */
  SCHEDULE,
  /** How what survives is trained. */
  FINE_TUNING;

  /** Its name in {@code espalier methods}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
