package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.TestNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The example of {@code docs/adding-a-criterion.md}: what it shows compiles and holds. */
class CenteredMagnitudeCriterionTest {
  /** Distance from the layer's mean weight: {@code score = |w - mean(w)|}. */
  record CenteredMagnitudeCriterion() implements WeightCriterion {
    static final Method METHOD =
        new Method(
            Kind.CRITERION,
            "centered-magnitude",
            "distance from the layer's mean weight",
            "",
            List.of(),
            "",
            List.of());

    @Override
    public String name() {
      return METHOD.name();
    }

    @Override
    public double[] weights(Evidence evidence) {
      double[] scores = new double[evidence.network().size()];
      for (Slot layer : evidence.network().prunable()) {
        double sum = 0;
        for (int i = layer.offset(); i < layer.end(); i++) {
          sum += evidence.values()[i];
        }
        for (int i = layer.offset(); i < layer.end(); i++) {
          scores[i] = Math.abs(evidence.values()[i] - sum / layer.size());
        }
      }
      return scores;
    }
  }

  private static final Network NETWORK = TestNetworks.dense(2, 2, 1);

  private static double[] score(float... values) {
    return new CenteredMagnitudeCriterion().weights(Evidences.of(NETWORK, values));
  }

  @Test
  void measuresFromEachLayersOwnMean() {
    // fc1's mean is 2, fc2's is 11.
    assertThat(score(1, 2, 5, 0, 10, 12)).containsExactly(1, 0, 3, 2, 1, 1);
  }

  @Test
  void doesNotChangeWhenALayerIsShifted() {
    assertThat(score(101, 102, 105, 100, 10, 12)).containsExactly(score(1, 2, 5, 0, 10, 12));
  }

  @Test
  void isWhatTheGuideShows() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs/adding-a-criterion.md"))) {
      root = root.getParent();
    }
    String source =
        plain(
            Files.readString(
                root.resolve(
                    "executor-lib/src/test/java/io/espalier/criterion/"
                        + "CenteredMagnitudeCriterionTest.java")));
    List<String> blocks =
        Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(root.resolve("docs/adding-a-criterion.md")))
            .results()
            .map(block -> plain(block.group(1)))
            .toList();
    assertThat(blocks).hasSize(2).allSatisfy(block -> assertThat(source).contains(block));
  }

  private static String plain(String code) {
    return code.replace("public ", "").replaceAll("\\s+", " ").strip();
  }
}
