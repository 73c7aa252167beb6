package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.plan.Plans;
import io.espalier.model.Network;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LayerByLayerTest {
  /** Weights {@code [2, 2]} at 0 and at 4, without biases, nothing in between. */
  private static final Network NETWORK =
      new Network(
          "two layers",
          Shape.of(2),
          Network.Layout.CHANNELS_FIRST,
          List.of(
              new Dense("fc1", List.of(Network.INPUT), 2, 2, false),
              new Dense("fc2", List.of("fc1"), 2, 2, false),
              new Activation("softmax", List.of("fc2"), Function.SOFTMAX, Shape.of(2))),
          Optional.empty());

  /**
   * Pitfall: a layer calibrated with what the dense layers before it give. Of (1, 1) the first
   * layer gives (1.5, 0.1), and once each row has lost its smaller weight (1, 3): what the second
   * layer's equal weights read is ranked the other way round.
   */
  @Test
  void aLayerIsScoredByWhatThePrunedOnesBeforeItGive() {
    CandidatePlan plan =
        Plans.of("prune.criterion=wanda", "prune.scope=layer", "prune.sparsity=0.5");
    CandidateRun run = new CandidateRun(plan);
    run.start(new float[] {1, 0.5f, 3, -2.9f, 1, 1, 1, 1}, Turns.layers(NETWORK, plan));
    Shard shard = new Shard(0, Shape.of(2), new int[] {0}, new Shard.Floats(new float[] {1, 1}));
    try (HandMadeCluster cluster = new HandMadeCluster(NETWORK, List.of(shard))) {
      cluster.turns(run.dense()).take(List.of(run), 0);
    }
    assertThat(run.reason()).isEmpty();
    assertThat(run.mask().indices()).containsExactly(0, 2, 5, 7);
  }
}
