package io.espalier.driver.round;

import java.util.List;

/** Hears of what a sweep has behind it, while it waits. */
public interface SweepListener {
  /**
   * A round is over, and the wave goes on.
   *
   * @param rounds that the wave has behind it
   */
  default void afterRound(List<CandidateRun> wave, int rounds) {}

  /** A wave's rounds are over. */
  void afterWave(List<CandidateRun> wave);
}
