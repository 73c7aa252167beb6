package io.espalier.driver.round;

import io.espalier.train.EarlyStopping;
import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer;

/**
 * Watches one candidate's accuracy on validation since its last pruning, and remembers the state
 * that had the highest; of equals the first.
 */
final class Patience {
  /**
   * A state and what validation said of it.
   *
   * @param round from 0
   */
  record Best(ReplicaState state, Trainer.Score score, int round) {}

  private final EarlyStopping rule;
  private Best best;
  private double bar = Double.NEGATIVE_INFINITY;
  private int waited;

  Patience(EarlyStopping rule) {
    this.rule = rule;
  }

  /**
   * Takes note of an evaluation.
   *
   * @return whether patience is at its end
   */
  boolean exhausted(int round, ReplicaState state, Trainer.Score score) {
    if (!rule.active()) {
      return false;
    }
    double accuracy = score.accuracy();
    if (best == null || accuracy > best.score().accuracy()) {
      best = new Best(state, score, round);
    }
    if (accuracy - bar > rule.minDelta()) {
      bar = accuracy;
      waited = 0;
    } else {
      waited++;
    }
    return waited >= rule.patience();
  }

  /** The best so far. */
  Best best() {
    return best;
  }
}
