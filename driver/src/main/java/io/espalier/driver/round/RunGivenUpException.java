package io.espalier.driver.round;

import java.util.List;

/** A run that cannot go on, though no candidate is to blame; what is committed stays. */
public final class RunGivenUpException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RunGivenUpException(
      String place,
      String during,
      List<String> candidates,
      int attempts,
      String cause,
      Exception failure) {
    super(
        String.format(
            "given up in %s: %s failed %d times for each of %s, one by one: %s",
            during, place, attempts, String.join(", ", candidates), cause));
    addSuppressed(failure); // not the cause: what it says is said above
  }
}
