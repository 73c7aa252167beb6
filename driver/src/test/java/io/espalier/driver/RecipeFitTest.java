package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.spec.RunSpec;
import io.espalier.input.Problem;
import io.espalier.model.Network;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.GlobalPool;
import io.espalier.model.Operation.Window;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import java.util.List;
import java.util.Optional;
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

  @Test
  void aBatchThatNoArrayHoldsIsRefusedWithOneThatItHolds() {
    Shape image = Shape.of(16, 1024, 1024);
    Network large =
        new Network(
            "large",
            Shape.of(3, 1024, 1024),
            Network.Layout.CHANNELS_FIRST,
            List.of(
                new Convolution(
                    "c", List.of(Network.INPUT), 3, 16, Window.square(3, 1, 1), 1, true, image),
                new Activation("r", List.of("c"), Function.RELU, image),
                new GlobalPool("p", List.of("r"), false, Shape.of(16)),
                new Dense("d", List.of("p"), 16, 10, true),
                new Activation("s", List.of("d"), Function.SOFTMAX, Shape.of(10))),
            Optional.empty());
    // 64 x (3 x 1,026² + 2 x (16 x 1,024² + 26)) + 65,548
    String line =
        "is 64, for which large's activations and gradients are 2,349,666,316 numbers, more than"
            + " the 2,147,483,631 of an array, expected at most 48";
    assertThat(lines(large, "search={fineTune.batchSize: [48, 64]}"))
        .containsExactly("fineTune.batchSize " + line);
    assertThat(lines(large, "train.batchSize=64")).containsExactly("train.batchSize " + line);
    assertThat(lines(large, "train.batchSize=64", "trainer=dl4j")).isEmpty();
  }
}
