package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import io.espalier.model.Network;
import io.espalier.model.TestNetworks;
import io.espalier.statistic.Carried;
import io.espalier.statistic.GradientSum;
import io.espalier.statistic.Sums;
import io.espalier.structure.Aggregation;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CriteriaTest {
  /** Weights at 0 to 3, biases at 4 and 5. */
  private static final Network NETWORK = TestNetworks.dense(true, 2, 2);

  private static final float[] VALUES = {-3, 0.5f, 0, 2, 9, 9};

  /** Summed over two examples. */
  private static final double[] GRADIENT = {0.5, -16, 10, 1, 14, 14};

  private static double[] score(String criterion, float[] values, double[] gradient) {
    return Criteria.REGISTRY
        .named(criterion)
        .score(
            Evidences.of(NETWORK, values, Map.of(new GradientSum(), new Sums(gradient, 2, 1))),
            Aggregation.SUM);
  }

  @Test
  void magnitudesOfWeightsAreTakenAndBiasesLeftOut() {
    assertThat(score("magnitude-l1", VALUES, new double[0])).containsExactly(3, 0.5, 0, 2, 0, 0);
    assertThat(score("magnitude-l2", VALUES, new double[0])).containsExactly(9, 0.25, 0, 4, 0, 0);
  }

  @Test
  void squaresNeitherOverflowNorVanish() {
    float[] extremes = {Float.MAX_VALUE, Float.MIN_VALUE, 0, 1, 0, 0};
    double[] scores = score("magnitude-l2", extremes, new double[0]);
    assertThat(scores[0]).isFinite();
    assertThat(scores[1]).isPositive();
  }

  @Test
  void snipIsTheProductsMagnitude() {
    assertThat(score("snip", VALUES, GRADIENT)).containsExactly(0.75, 4, 0, 1, 0, 0);
  }

  @Test
  void snipDoesNotChangeWithSignsAndScalesWithTheGradient() {
    double[] turned = Arrays.stream(GRADIENT).map(g -> -4 * g).toArray();
    double[] expected = Arrays.stream(score("snip", VALUES, GRADIENT)).map(s -> 4 * s).toArray();
    assertThat(score("snip", VALUES, turned)).containsExactly(expected);
  }

  @Test
  void snipNeedsTheGradientAndRefusesToGoWithout() {
    assertThat(Criteria.REGISTRY.named("snip").statistics(NETWORK))
        .containsExactly(new GradientSum());
    assertThatThrownBy(() -> score("snip", VALUES, new double[0]))
        .hasMessage("0 sums for 6 survivors");
  }

  /** Pitfall: the magnitude of a score. What moves towards 0 goes before what hardly moves. */
  @Test
  void movementsScoresAreTheStatesOwnWithTheirSigns() {
    Evidence evidence =
        Evidences.of(
            NETWORK,
            VALUES,
            Map.of(new Carried(), new Sums(new double[] {-5, 3, 0, -1, 0, 0}, 0, 0)));
    assertThat(Criteria.REGISTRY.named("movement").score(evidence, Aggregation.SUM))
        .containsExactly(-5, 3, 0, -1, 0, 0);
  }

  @Test
  void randomScoresDependOnSeedAndLayerAlone() {
    Network narrow = TestNetworks.dense(4, 3, 5);
    Network wide = TestNetworks.dense(8, 3, 5);
    double[] a = random(narrow, 7);
    double[] b = random(wide, 7);
    assertThat(Arrays.copyOfRange(a, 12, 27)).containsExactly(Arrays.copyOfRange(b, 24, 39));
    assertThat(Arrays.copyOfRange(a, 0, 12)).containsExactly(Arrays.copyOfRange(b, 0, 12));
    assertThat(a).isNotEqualTo(random(narrow, 8));
    assertThat(Arrays.copyOfRange(a, 0, 12)).isNotEqualTo(Arrays.copyOfRange(a, 12, 24));
    assertThat(Arrays.stream(a).boxed()).allMatch(s -> s >= 0 && s < 1).doesNotHaveDuplicates();
  }

  @Test
  void randomScoresAreUniform() {
    double[] scores = random(TestNetworks.dense(200, 200), 3);
    // Standard error of the mean of 40,000 uniform numbers: 0.2887 / 200 = 0.0014.
    assertThat(Arrays.stream(scores).average().orElseThrow()).isBetween(0.5 - 0.006, 0.5 + 0.006);
  }

  private static double[] random(Network network, long seed) {
    return Criteria.REGISTRY
        .named("random")
        .score(Evidences.seeded(network, seed), Aggregation.SUM);
  }

  @Test
  void namesAreKnownAndAnUnknownOneGetsTheNearest() {
    assertThat(Criteria.REGISTRY.names())
        .allMatch(n -> Criteria.REGISTRY.named(n).name().equals(n))
        .contains("magnitude-l1", "magnitude-l2", "snip", "random")
        .doesNotHaveDuplicates();
    assertThatThrownBy(() -> Criteria.REGISTRY.named("Snap"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("prune.criterion is Snap, expected one of [magnitude-l1")
        .hasMessageEndingWith("the nearest is snip");
  }
}
