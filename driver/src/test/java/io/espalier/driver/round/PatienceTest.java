package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.train.EarlyStopping;
import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer;
import org.junit.jupiter.api.Test;

class PatienceTest {
  /** The evaluation, from 1, at which patience ends, and the round, from 0, that was the best. */
  private static int[] ended(EarlyStopping rule, int... correctOf100) {
    Patience patience = new Patience(rule);
    for (int e = 0; e < correctOf100.length; e++) {
      ReplicaState state = new ReplicaState(new float[] {e}, new float[0][], e);
      if (patience.exhausted(e, state, new Trainer.Score(0, correctOf100[e], 100))) {
        assertThat(patience.best().state().values()).containsExactly(patience.best().round());
        return new int[] {e + 1, patience.best().round()};
      }
    }
    return new int[] {0, 0};
  }

  @Test
  void endsAfterAsManyEvaluationsWithoutAGain() {
    assertThat(ended(new EarlyStopping(2, 0), 80, 85, 84, 85, 99)).containsExactly(4, 1);
    assertThat(ended(new EarlyStopping(1, 0), 80, 80)).containsExactly(2, 0);
    assertThat(ended(new EarlyStopping(3, 0), 80, 79, 78, 77, 99)).containsExactly(4, 0);
  }

  @Test
  void aGainBeginsTheCountAnew() {
    assertThat(ended(new EarlyStopping(2, 0), 80, 79, 81, 80, 82, 81, 83)).containsExactly(0, 0);
  }

  /** Gains that are too small do not count, yet the state they led to is the best. */
  @Test
  void aGainIsMoreThanItsLeast() {
    assertThat(ended(new EarlyStopping(2, 0.05), 80, 82, 84)).containsExactly(3, 2);
    assertThat(ended(new EarlyStopping(2, 0.05), 80, 84, 86, 87, 88)).containsExactly(5, 4);
  }

  @Test
  void noneEndsNothing() {
    assertThat(ended(EarlyStopping.NEVER, 80, 70, 60, 50, 40)).containsExactly(0, 0);
  }
}
