package io.espalier.driver.round;

import io.espalier.train.EarlyStopping;
import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer;
import java.io.IOException;

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

  void write(StateWriter out) throws IOException {
    out.flag(best != null);
    if (best != null) {
      out.state(best.state());
      out.score(best.score());
      out.whole(best.round());
    }
    out.number(bar);
    out.whole(waited);
  }

  /** Goes on with what {@link #write} wrote. */
  void read(StateReader in) throws IOException {
    best = in.flag() ? new Best(in.state(), in.score(), in.whole()) : null;
    bar = in.number();
    waited = in.whole();
  }

  /** The best so far. */
  Best best() {
    return best;
  }
}
