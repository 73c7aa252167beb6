package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.plan.Plans;
import io.espalier.dynamics.Splice;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Shape;
import io.espalier.scope.Pruned;
import io.espalier.shard.Shard;
import io.espalier.train.ReplicaState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is added before magnitudes are taken, through the jobs that sweeps run: the shards'
 * gradients are chosen so that magnitudes taken too early choose other weights.
 */
class TurnsTest {
  /** Weights {@code [2, 4]}, without biases. */
  private static final Network NETWORK =
      new Network(
          "eight",
          Shape.of(4),
          Network.Layout.CHANNELS_FIRST,
          List.of(
              new Dense("fc", List.of(Network.INPUT), 4, 2, false),
              new Activation("softmax", List.of("fc"), Function.SOFTMAX, Shape.of(2))),
          Optional.empty());

  /**
   * Where both rows are alike, both classes have probability ½, and an example x of class y has the
   * gradient {@code (½ - [y is k]) x} by row k: by the first row
   *
   * <pre>
   *   shard 0, class 0:  -½  -2  -2   0
   *   shard 0, class 1:   0   2   0   0
   *   shard 1, class 1:   0   0   2   1
   *   together:          -½   0   0   1
   * </pre>
   *
   * and the opposite by the second. Magnitudes of batches would add up to ½, 4, 4, 1; those of
   * shards to ½, 0, 4, 1.
   */
  private static final List<Shard> SHARDS =
      List.of(
          shard(0, new int[] {0, 1}, 1, 4, 4, 0, 0, 4, 0, 0), shard(1, new int[] {1}, 0, 0, 4, 2));

  private static HandMadeCluster cluster;

  private static Shard shard(int index, int[] labels, float... features) {
    return new Shard(index, Shape.of(4), labels, new Shard.Floats(features));
  }

  @BeforeAll
  static void start() {
    cluster = new HandMadeCluster(NETWORK, SHARDS);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static CandidateRun begun(float[] values, String... sets) {
    CandidatePlan plan = Plans.of(sets);
    CandidateRun run = new CandidateRun(plan);
    run.start(values, Turns.layers(NETWORK, plan));
    return run;
  }

  private static void take(CandidateRun run, int round) {
    cluster.turns(run.dense()).take(List.of(run), round);
    assertThat(run.reason()).isEmpty();
  }

  /** A half goes; batches of one example, so that shard 0 has two. */
  @Test
  void snipAddsTheGradientsOfAllBatchesAndShardsBeforeItTakesMagnitudes() {
    CandidateRun run =
        begun(
            new float[] {1, 1, 1, 1, 1, 1, 1, 1},
            "prune.criterion=snip",
            "prune.sparsity=0.5",
            "fineTune.batchSize=1");
    take(run, 0);
    assertThat(run.mask().indices()).containsExactly(0, 3, 4, 7);
  }

  /**
   * The first exchange, at batch 5 of 30: {@code ⌊0.7 / 2 · (1 + cos(π/6)) · 4⌋ = ⌊2.61⌋} of four
   * survivors make room, those of 0.1. Of both batches together the gradient by the last column is
   * largest, of shard magnitudes that by the third.
   */
  @Test
  void riglAddsTheDenseGradientsOfAllShardsBeforeItTakesMagnitudes() {
    CandidateRun run =
        begun(
            new float[] {1, 0.1f, 9, 9, 1, 0.1f, 9, 9},
            "prune.from=init",
            "prune.schedule={name: rigl, share: 0.7}");
    Pruned scattered = new Pruned(Mask.full(8).without(2, 3, 6, 7), 8, 4, 4, "", List.of());
    run.prune(scattered, null, Map.of(), Subject.of(scattered.mask()), true);
    take(run, 1);
    assertThat(run.mask().indices()).containsExactly(0, 3, 4, 7);
    assertThat(run.values()).containsExactly(1, 0, 0, 0, 1, 0, 0, 0);
  }

  /**
   * A half of 1 to 8 is hidden at first: t is 5, between 4 / 0.9 and 5 / 0.9. Ten times as large
   * all are above 1.1 t, although a new threshold would hide the same half again; a tenth as large,
   * all are below 0.9 t, and the largest stays.
   */
  @Test
  void thresholdsOfSurgeryAreThoseOfTheFirstTimeWhateverWeightsBecome() {
    float[] values = {1, -2, 3, -4, 5, -6, 7, -8};
    CandidateRun run = begun(values, "prune.schedule=dns", "prune.sparsity=0.5");
    take(run, 0);
    assertThat(run.mask().indices()).containsExactly(4, 5, 6, 7);
    Splice first = run.splice().orElseThrow();
    trained(run, 10);
    take(run, 1);
    assertThat(run.mask()).isEqualTo(Mask.full(8));
    trained(run, 0.01f);
    take(run, 2);
    assertThat(run.mask().indices()).containsExactly(7);
    assertThat(run.splice()).contains(first);
  }

  private static void trained(CandidateRun run, float factor) {
    float[] values = run.dense().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    run.averaged(new ReplicaState(values, new float[0][], run.state().step() + 5), 0, 0, 0);
  }
}
