package io.espalier.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.TestNetworks;
import io.espalier.structure.WeightUnits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableScopeTest {
  /** fc1: weights 0 to 5; fc2: weights 6 to 9; fc3: weights 10 and 11. */
  private static final Network NETWORK = TestNetworks.dense(3, 2, 2, 1);

  private static final double[] SCORES = {5, 1, 9, 3, 7, 2, 0.5, 8, 4, 6, 1, 2};

  private static Pruned prune(double target, List<String> keep, Map<String, Double> table) {
    return Pruner.prune(
        WeightUnits.of(NETWORK),
        SCORES,
        Mask.full(12),
        new PruneRequest(
            new PruneTarget.Sparsity(target), new TableScope(), keep, table, Bounds.NONE));
  }

  @Test
  void everyLayerLosesItsOwnShare() {
    Pruned pruned = prune(0.9, List.of("fc3"), Map.of("fc1", 0.5, "fc2", 0.75));
    // 3 of 6 and 3 of 4.
    assertThat(pruned.mask()).isEqualTo(Mask.full(12).without(1, 5, 3, 6, 8, 9));
    assertThat(pruned.layers())
        .containsExactly(
            new LayerOutcome("fc1", 6, 3, 3, ""),
            new LayerOutcome("fc2", 4, 3, 3, ""),
            new LayerOutcome("fc3", 2, 0, 0, ""));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.99})
  void theRequestIsTheTablesSumWhateverTheTarget(double target) {
    Pruned pruned = prune(target, List.of(), Map.of("fc1", 0.5, "fc2", 0.75, "fc3", 0.5));
    assertThat(pruned.requested()).isEqualTo(7);
    assertThat(pruned.achieved()).isEqualTo(7);
    assertThat(pruned.why()).isEmpty();
    assertThat(pruned).isEqualTo(prune(0.5, List.of(), Map.of("fc*", 0.5, "fc2", 0.75)));
  }

  @Test
  void aBoundThatForcesAnotherCountIsSaid() {
    Pruned pruned = prune(0, List.of("fc1", "fc3"), Map.of("fc2", 0.9));
    assertThat(pruned.requested()).isEqualTo(4);
    assertThat(pruned.achieved()).isEqualTo(3);
    assertThat(pruned.why()).isEqualTo("fc2: a layer is never emptied: its last one stays");
  }

  @Test
  void missingLayersAreRefusedByName() {
    assertThatThrownBy(() -> prune(0.5, List.of(), Map.of("fc2", 0.5)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "prune.layers has no sparsity for fc1, fc3, expected one for every layer with scope"
                + " table, or the layer in prune.keep");
  }
}
