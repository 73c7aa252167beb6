package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.spec.RunSpec;
import io.espalier.input.Problem;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecipeFitTest {
  private static final Network LENET = Zoo.network("lenet-300-100", Shape.of(1, 28, 28), 10);
  private static final Network RESNET = Zoo.network("resnet-20", Shape.of(3, 32, 32), 10);

  private static List<String> lines(Network network, String... sets) {
    RunSpec spec = TinyRun.spec(sets);
    return RecipeFit.problems(spec, network).stream().map(Problem::line).toList();
  }

  @Test
  void aPenaltyOnGammasWantsGammas() {
    assertThat(lines(LENET, "train.penalties.bnScale=1e-4"))
        .containsExactly(
            "train.penalties.bnScale is 1.0E-4 but lenet-300-100 has no batch normalisation,"
                + " expected 0, or a network that has it");
    assertThat(lines(LENET, "search={fineTune.penalties.bnScale: [0, 0.5]}"))
        .containsExactly(
            "fineTune.penalties.bnScale is 0.5 but lenet-300-100 has no batch normalisation,"
                + " expected 0, or a network that has it");
    assertThat(lines(RESNET, "train.penalties.bnScale=1e-4", "fineTune.penalties.bnScale=1e-5"))
        .isEmpty();
  }

  @Test
  void distillationWantsTheSparseEngine() {
    assertThat(lines(LENET, "search={fineTune.distillation.alpha: [0, 0.5, 1]}", "trainer=dl4j"))
        .containsExactly(
            "fineTune.distillation needs a teacher's scores, which trainer dl4j does not take,"
                + " expected alpha: 0, or trainer: sparse for a network that it knows");
    assertThat(lines(LENET, "fineTune.distillation.alpha=0.5", "trainer=auto")).isEmpty();
    assertThat(lines(LENET, "fineTune.labelSmoothing=0.1", "trainer=dl4j")).isEmpty();
  }
}
