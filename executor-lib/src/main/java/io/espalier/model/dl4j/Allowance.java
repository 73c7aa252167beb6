package io.espalier.model.dl4j;

import io.espalier.input.InputException;

/** How much one file may make this process allocate. */
final class Allowance {
  /** A model is held as bytes, as values and within DL4J: three times, and something is left. */
  private static final int SHARE = 4;

  private Allowance() {}

  /** Most bytes that one array of a file may take, below 2 GiB. */
  static long bytes() {
    return Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / SHARE);
  }

  /** The refusal of what exceeds it. */
  static InputException exceeded(String where, String what) {
    return new InputException(
        where, what, "at most " + bytes() + ", a quarter of this process's heap; raise -Xmx");
  }
}
