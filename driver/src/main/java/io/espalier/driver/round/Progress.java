package io.espalier.driver.round;

import io.espalier.driver.plan.Plan;
import io.espalier.driver.run.RunResult;
import io.espalier.model.Network;

/**
 * Hears how a run goes on; called by the driver's own thread. Whoever renders it must not slow it
 * down: there are a few calls a round.
 */
public interface Progress {
  /** Hears nothing. */
  Progress SILENT = new Progress() {};

  /** What the driver is at, for one line: {@code reading data}, {@code training the baseline}. */
  default void phase(String text) {}

  /**
   * The plan stands, no work has started.
   *
   * @param trainer who computes
   */
  default void planned(Plan plan, Network network, String trainer) {}

  /**
   * A round of the sweep or of a training has ended.
   *
   * @param done rounds done in this phase
   * @param total rounds of the phase
   * @param text what it was: {@code wave 1/2, round 3/6, 24 candidates, best 0.981}
   */
  default void round(int done, int total, String text) {}

  /** A candidate failed, was lost or stopped, with the reason. */
  default void ended(CandidateRun candidate) {}

  /**
   * The result stands and is written.
   *
   * @param ledger of the sweep
   */
  default void finished(RunResult result, Ledger ledger) {}

  /**
   * The run does not come to its end, for now.
   *
   * @param folder with what is committed
   * @param why {@code by a failure} or {@code by a signal}
   */
  default void cutOff(String folder, String why) {}

  /** The run was finished before; this is its result. */
  default void found(RunResult result) {}
}
