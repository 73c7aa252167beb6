package io.espalier.shard;

/**
 * Derives independent seeds from what a piece of work is, so that no result depends on who does it
 * or when.
 */
public final class Seeds {
  private Seeds() {}

  /**
   * A seed from all parts, in order.
   *
   * <p>The finalizer is SplitMix64's (Steele, Lea, Flood, <i>Fast Splittable Pseudorandom Number
   * Generators</i>, OOPSLA 2014).
   */
  public static long mix(long... parts) {
    long h = 0x9E3779B97F4A7C15L;
    for (long part : parts) {
      h = finish(h ^ part) + 0x9E3779B97F4A7C15L;
    }
    return h;
  }

  /** {@link #mix(long...)} of three parts without an array, for inner loops. */
  public static long mix(long first, long second, long third) {
    long h = finish(0x9E3779B97F4A7C15L ^ first) + 0x9E3779B97F4A7C15L;
    h = finish(h ^ second) + 0x9E3779B97F4A7C15L;
    return finish(h ^ third) + 0x9E3779B97F4A7C15L;
  }

  private static long finish(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  /** A seed from text, such as a candidate's id. */
  public static long of(String text) {
    long h = 0;
    for (int i = 0; i < text.length(); i++) {
      h = finish(h ^ text.charAt(i)) + 0x9E3779B97F4A7C15L;
    }
    return h;
  }
}
