package io.espalier.driver.round;

/** The wall-time budget of a run; without one it never passes. */
public final class Deadline {
  private final double minutes;
  private final long end;

  /**
   * @param minutes from now; 0: no limit
   */
  public Deadline(double minutes) {
    this.minutes = minutes;
    this.end = System.nanoTime() + (long) (minutes * 60e9);
  }

  boolean passed() {
    return minutes > 0 && System.nanoTime() - end > 0;
  }

  String text() {
    return "budget.maxMinutes: " + minutes + " minutes are over";
  }
}
