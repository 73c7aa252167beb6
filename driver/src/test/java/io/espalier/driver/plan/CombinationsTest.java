package io.espalier.driver.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.spec.PruneSpec;
import io.espalier.driver.spec.SpecReader;
import io.espalier.input.Problem;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.structure.Granularities;
import io.espalier.structure.Granularity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CombinationsTest {
  /** 28 · 28 · 300, 300 · 100 and 100 · 10 weights, 410 biases. */
  private static final Network LENET = Zoo.network("lenet-300-100", Shape.of(1, 28, 28), 10);

  private static PruneSpec spec(String... sets) {
    return SpecReader.read("name: x", "x.yaml", List.of(sets)).prune();
  }

  private static List<String> lines(Granularity granularity, PruneSpec spec) {
    return Combinations.of(LENET, granularity, spec).stream().map(Problem::line).toList();
  }

  private static List<String> lines(String... sets) {
    return lines(Granularities.REGISTRY.named("weight"), spec(sets));
  }

  private static String layer(int prunable) {
    return LENET.prunable().get(prunable).operation().name();
  }

  @Test
  void whatFitsIsNotRefused() {
    assertThat(lines()).isEmpty();
    assertThat(lines("prune.sparsity=0.999", "prune.scope=sensitivity")).isEmpty();
    assertThat(lines("prune.budget.params=0.01", "prune.scope=isomorphic")).isEmpty();
    assertThat(lines("prune.scope=table", "prune.layers={'*': 0.5}")).isEmpty();
    assertThat(lines(Granularities.REGISTRY.named("nm"), spec("prune.sparsity=0.5"))).isEmpty();
  }

  @Test
  void aTableWithoutAllLayers() {
    assertThat(lines("prune.scope=table", "prune.layers={" + layer(1) + ": 0.5}"))
        .containsExactly(
            "prune.layers has no sparsity for "
                + layer(0)
                + ", "
                + layer(2)
                + ", expected one for every layer with scope table, or the layer in prune.keep");
    assertThat(
            lines(
                "prune.scope=table",
                "prune.layers={" + layer(1) + ": 0.5}",
                "prune.keep=[" + layer(0) + ", " + layer(2) + "]"))
        .isEmpty();
  }

  @Test
  void nmWhereTheAxisIsNotDivisible() {
    // The input axes are 784, 300 and 100; 16 divides the first alone.
    Granularity wide =
        Granularities.REGISTRY.named(
            "nm", Options.of(Granularities.REGISTRY.method("nm"), Map.of("n", 8L, "m", 16L)));
    assertThat(lines(wide, spec("prune.sparsity=0.5")))
        .hasSize(2)
        .allMatch(line -> line.startsWith("prune.granularity is nm, but layer "))
        .anyMatch(line -> line.contains(layer(1)) && line.contains("no multiple of 16"))
        .anyMatch(line -> line.contains(layer(2)));
    assertThat(
            lines(
                wide,
                spec("prune.sparsity=0.5", "prune.keep=[" + layer(1) + ", " + layer(2) + "]")))
        .isEmpty();
    assertThat(lines(Granularities.REGISTRY.named("nm"), spec("prune.budget.flops=0.5")))
        .containsExactly(
            "prune.budget stands beside granularity nm, expected no target: the granularity itself"
                + " says how many stay");
  }

  @Test
  void layerAfterLayerUnderAScopeThatComparesThem() {
    Granularity weight = Granularities.REGISTRY.named("weight");
    for (String scope : List.of("global", "isomorphic")) {
      assertThat(lines(weight, spec("prune.criterion=wanda", "prune.scope=" + scope)))
          .singleElement()
          .asString()
          .startsWith("prune.scope is " + scope + ", but wanda prunes one layer after the other");
    }
    assertThat(lines(weight, spec("prune.criterion=wanda", "prune.scope=erk"))).isEmpty();
  }

  @Test
  void batchNormScalesWithoutBatchNorm() {
    assertThat(
            lines(
                Granularities.REGISTRY.named("neuron"),
                spec("prune.criterion=bn-scale", "prune.sparsity=0.5")))
        .singleElement()
        .asString()
        .startsWith("prune.criterion is bn-scale, and " + layer(0) + " has no batch norm");
  }

  @Test
  void aGranularityThatTheNetworkHasNoUnitsOf() {
    assertThat(lines(Granularities.REGISTRY.named("filter"), spec()))
        .singleElement()
        .asString()
        .startsWith("prune.granularity is filter, but ");
  }

  @Test
  void aGroupThatWouldBeEmptied() {
    Granularity neuron = Granularities.REGISTRY.named("neuron");
    // 100 neurons: 0.995 is 99.5, half up 100.
    assertThat(lines(neuron, spec("prune.sparsity=0.5", "prune.layers={" + layer(1) + ": 0.995}")))
        .containsExactly(
            "prune.layers would take all 100 units of "
                + layer(1)
                + ", expected a sparsity that leaves at least 1");
    // 400 neurons, two of which stay: 398 can go, and 0.997 is 398.8.
    assertThat(lines(neuron, spec("prune.sparsity=0.997")))
        .singleElement()
        .asString()
        .startsWith("prune.sparsity is 0.997: 399 of 400 units were to go, but ");
    assertThat(lines(neuron, spec("prune.sparsity=0.995"))).isEmpty();
  }

  @Test
  void aBudgetThatIsOutOfReach() {
    // 410 biases and a weight of each of three layers.
    assertThat(lines("prune.budget.params=412"))
        .containsExactly(
            "prune.budget.params allows 412, but what is never pruned alone costs 413, expected"
                + " more, or fewer layers in prune.keep");
    assertThat(lines("prune.budget.params=413")).isEmpty();
    assertThat(lines("prune.budget.flops=2")).hasSize(1);
    assertThat(lines("prune.budget.flops=3")).isEmpty();
  }

  @Test
  void namesThatFitNoLayer() {
    assertThat(lines("prune.layers={nowhere: 0.5}", "prune.keep=[neither]"))
        .hasSize(2)
        .allMatch(line -> line.contains("fits no layer"));
  }
}
