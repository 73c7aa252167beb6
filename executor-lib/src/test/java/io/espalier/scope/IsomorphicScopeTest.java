package io.espalier.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.mask.Mask;
import io.espalier.method.Options;
import io.espalier.model.TestNetworks;
import io.espalier.structure.Stratum;
import io.espalier.structure.WeightUnits;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsomorphicScopeTest {
  private static final IsomorphicScope BY_KIND = new IsomorphicScope(false);
  private static final IsomorphicScope BY_SHAPE = new IsomorphicScope(true);

  /** Two convolutions of 4 and 2 units, a dense layer of 3 between them, another of 3. */
  private static final List<Stratum> LAYERS =
      List.of(
          new Stratum("c1", 0, 4, 10, "Convolution 3x3"),
          new Stratum("fc1", 4, 7, 20, "Dense"),
          new Stratum("c2", 7, 9, 30, "Convolution 3x3"),
          new Stratum("fc2", 9, 12, 20, "Dense"));

  private static final double[] SCORES = {.1, .2, .3, .4, 10, 20, 30, .05, .25, 40, 50, 1};

  @Test
  void eachGroupLosesTheSameShareByOneThreshold() {
    // 6 of 12: 3 of the 6 convolutional (.05, .1, .2), 3 of the 6 dense (1, 10, 20).
    assertThat(BY_KIND.counts(LAYERS, SCORES, new BitSet(), 6)).containsExactly(2, 2, 1, 1);
    // The global threshold would have taken all of the convolutions first.
    assertThat(new GlobalScope().counts(LAYERS, SCORES, new BitSet(), 6))
        .containsExactly(4, 0, 2, 0);
  }

  @Test
  void byShapeLayersOfUnlikeSizeStandAlone() {
    // Groups of 4, 6 and 2: 2, 3 and 1.
    assertThat(BY_SHAPE.counts(LAYERS, SCORES, new BitSet(), 6)).containsExactly(2, 2, 1, 1);
    // 9: 3 of c1, 4.5 of the dense layers, 1.5 of c2; of equal remainders the first gets it.
    assertThat(BY_SHAPE.counts(LAYERS, SCORES, new BitSet(), 9)).containsExactly(3, 3, 1, 2);
    List<Stratum> otherExtents =
        List.of(
            LAYERS.get(0), LAYERS.get(1), LAYERS.get(2), new Stratum("fc2", 9, 12, 21, "Dense"));
    // fc1 and fc2 apart: 2, 1.5, 1, 1.5.
    assertThat(BY_SHAPE.counts(otherExtents, SCORES, new BitSet(), 6)).containsExactly(2, 2, 1, 1);
    assertThat(BY_SHAPE.counts(otherExtents, SCORES, new BitSet(), 8)).containsExactly(3, 2, 1, 2);
  }

  @Test
  void whatIsGoneComesFirst() {
    BitSet gone = new BitSet();
    gone.set(3);
    gone.set(8);
    // Of the convolutions the two that are gone and .05.
    assertThat(BY_KIND.counts(LAYERS, SCORES, gone, 6)).containsExactly(1, 2, 2, 1);
  }

  @Test
  void aNetworksOwnKinds() {
    List<Stratum> layers = WeightUnits.of(TestNetworks.grouped()).strata();
    assertThat(layers.stream().map(Stratum::kind))
        .containsExactly("Convolution 3x3 grouped", "Dense");
    assertThat(WeightUnits.of(TestNetworks.dense(2, 3, 4)).strata().stream().map(Stratum::kind))
        .containsExactly("Dense", "Dense");
    assertThat(new Stratum("fc1", 0, 3, 7).kind()).isEqualTo("fc1");
  }

  @Test
  void theRegistryMakesBoth() {
    assertThat(Scopes.REGISTRY.named("isomorphic")).isEqualTo(BY_KIND);
    assertThat(
            Scopes.REGISTRY.named(
                "isomorphic",
                Options.of(Scopes.REGISTRY.method("isomorphic"), Map.of("by", "shape"))))
        .isEqualTo(BY_SHAPE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void ofOneKindItIsGlobalAndOfAllDifferentItIsLayer(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 50; trial++) {
      List<Stratum> same = WeightUnits.of(TestNetworks.random(random)).strata();
      List<Stratum> unlike =
          same.stream().map(s -> new Stratum(s.name(), s.offset(), s.end(), s.extents())).toList();
      double[] scores = random.doubles(same.get(same.size() - 1).end()).toArray();
      int all = same.stream().mapToInt(Stratum::size).sum();
      int total = random.nextInt(all + 1);
      assertThat(BY_KIND.counts(same, scores, new BitSet(), total))
          .isEqualTo(new GlobalScope().counts(same, scores, new BitSet(), total));
      assertThat(BY_KIND.counts(unlike, scores, new BitSet(), total))
          .isEqualTo(new LayerScope().counts(unlike, scores, new BitSet(), total));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void theScaleOfOneGroupsScoresChangesNothing(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int total = 0; total <= 12; total++) {
      double[] scores = random.doubles(12).toArray();
      double[] scaled = scores.clone();
      for (Stratum layer : List.of(LAYERS.get(1), LAYERS.get(3))) {
        for (int i = layer.offset(); i < layer.end(); i++) {
          scaled[i] *= 1000;
        }
      }
      int[] counts = BY_KIND.counts(LAYERS, scores, new BitSet(), total);
      assertThat(BY_KIND.counts(LAYERS, scaled, new BitSet(), total)).isEqualTo(counts);
      assertThat(Arrays.stream(counts).sum()).isEqualTo(total);
    }
  }

  @Test
  void prunesExactlyThroughThePruner() {
    Pruned pruned =
        Pruner.prune(
            WeightUnits.of(TestNetworks.grouped()),
            new SplittableRandom(9).doubles(189).toArray(),
            Mask.full(189),
            new PruneRequest(
                new PruneTarget.Sparsity(0.5), BY_KIND, List.of(), Map.of(), Bounds.NONE));
    assertThat(pruned.layers().stream().map(LayerOutcome::achieved)).containsExactly(54, 36);
  }
}
