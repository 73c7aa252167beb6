package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.plan.Plans;
import io.espalier.mask.Mask;
import io.espalier.scope.Pruned;
import io.espalier.train.ReplicaState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CandidateRunTest {
  private static final float[] VALUES = {1, 2, 3, 4};

  private static CandidateRun begun(String... sets) {
    CandidateRun run = new CandidateRun(Plans.of(sets));
    run.start(VALUES, List.of());
    return run;
  }

  private static Pruned without(int... indices) {
    return new Pruned(Mask.full(4).without(indices), 4, 0, 0, "", List.of());
  }

  private static void prune(CandidateRun run, boolean last, int... indices) {
    Pruned outcome = without(indices);
    run.prune(outcome, null, Map.of(), Subject.of(outcome.mask()), last);
  }

  private static void averaged(CandidateRun run, float... values) {
    run.averaged(
        new ReplicaState(values, new float[][] {values.clone()}, run.state().step() + 5), 0, 0, 0);
  }

  @Test
  void survivorsAloneForgetWhatIsPruned() {
    CandidateRun run = begun("prune.schedule=iterative", "prune.steps=2");
    prune(run, false, 1);
    assertThat(run.state().values()).containsExactly(1, 3, 4);
    assertThat(run.dense()).containsExactly(1, 0, 3, 4);
    assertThat(run.fresh()).isFalse();
  }

  @Test
  void aDenseStateKeepsWhatIsPrunedUntilTheLastMask() {
    CandidateRun run = begun("prune.schedule={name: gradual, recover: true}");
    prune(run, false, 1, 2);
    assertThat(run.values()).containsExactly(1, 0, 0, 4);
    assertThat(run.dense()).containsExactly(1, 2, 3, 4);
    assertThat(run.survivors()).containsExactly(1, 4);
    averaged(run, 5, 2, 3, 6);
    prune(run, true, 0, 1);
    assertThat(run.values()).containsExactly(0, 0, 3, 6);
    assertThat(run.state().values()).containsExactly(3, 6);
    assertThat(run.state().moments()).isDeepEqualTo(new float[][] {{3, 6}});
    assertThat(run.shadow()).isEmpty();
    assertThat(run.fresh()).isTrue();
  }

  @Test
  void scoresOfMovementAreGoneWithTheLastMask() {
    CandidateRun run = begun("prune.schedule=gradual", "prune.criterion=movement");
    assertThat(run.carried()).containsExactly(0, 0, 0, 0);
    run.averaged(new ReplicaState(VALUES, new float[][] {{1, 1, 1, 1}, {9, 8, 7, 6}}, 5), 0, 0, 0);
    assertThat(run.carried()).containsExactly(9, 8, 7, 6);
    prune(run, true, 0);
    assertThat(run.state().moments()).isDeepEqualTo(new float[][] {{1, 1, 1}});
  }

  @Test
  void statisticsOfNormalisationReachTheDenseState() {
    CandidateRun run = begun("prune.schedule={name: gradual, recover: true}");
    prune(run, false, 1);
    run.recalibrated(new float[] {7, 8, 9});
    assertThat(run.dense()).containsExactly(7, 2, 8, 9);
  }

  /** All values of what survives, to the bit; optimizer and learning rate begin anew. */
  @Test
  void rewindingRestoresBits() {
    float[] early = {0.1f, -0.3f, 1e-30f, 7};
    CandidateRun run = begun("prune.schedule={name: rewind-weights, steps: 2}");
    averaged(run, 9, 9, 9, 9);
    prune(run, false, 3);
    run.rewind(early);
    assertThat(run.values()).containsExactly(0.1f, -0.3f, 1e-30f, 0);
    assertThat(run.state().moments()).isEmpty();
    assertThat(run.state().step()).isZero();
    averaged(run, 4, 5, 6);
    run.restart();
    assertThat(run.values()).containsExactly(4, 5, 6, 0);
    assertThat(run.state().moments()).isEmpty();
    assertThat(run.state().step()).isZero();
  }

  @Test
  void softlyZeroedUnitsStayInTheState() {
    CandidateRun run = begun("prune.schedule=gsm");
    run.zero(Mask.full(4).without(0, 2));
    assertThat(run.dense()).containsExactly(0, 2, 0, 4);
    assertThat(run.mask()).isEqualTo(Mask.full(4));
  }
}
