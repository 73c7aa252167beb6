package io.espalier.train;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Who does the arithmetic of training and evaluation. */
public enum TrainerKind {
  /** The sparse engine where it knows every operation of the network, else DL4J. */
  AUTO,
  /** DL4J computes all of the network; masks are kept by our optimizer. */
  DL4J,
  /** Our own engine, which computes what survives. */
  SPARSE;

  /** As a configuration writes it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All keys. */
  public static List<String> keys() {
    return Stream.of(values()).map(TrainerKind::key).toList();
  }

  /**
   * The kind of a key.
   *
   * @throws IllegalArgumentException if it is none of {@link #keys()}
   */
  public static TrainerKind of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
