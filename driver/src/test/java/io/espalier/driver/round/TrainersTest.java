package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.input.Problem;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Shape;
import io.espalier.train.TrainerKind;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TrainersTest {
  /** A network with a layer that Espalier keeps as it is. */
  private static Network recurrent() {
    return new Network(
        "recurrent",
        Shape.of(8),
        Network.Layout.CHANNELS_FIRST,
        List.of(
            new Operation.Opaque(
                "memory", List.of(Network.INPUT), "LSTM", "is recurrent", List.of(), Shape.of(4)),
            new Operation.Dense("out", List.of("memory"), 4, 3, true)),
        Optional.empty());
  }

  @Test
  void refusesTheSparseEngineByNameWhereItLacksALayer() {
    assertThat(Trainers.refuse(recurrent(), TrainerKind.SPARSE).map(Problem::line))
        .contains("trainer is sparse, which does not know memory (LSTM), expected auto or dl4j");
    assertThat(Trainers.refuse(recurrent(), TrainerKind.AUTO)).isEmpty();
    assertThat(Trainers.refuse(recurrent(), TrainerKind.DL4J)).isEmpty();
  }

  @Test
  void autoIsDl4jWhereTheSparseEngineLacksALayer() {
    assertThat(Trainers.resolve(recurrent(), TrainerKind.AUTO)).isEqualTo(TrainerKind.DL4J);
    assertThat(Trainers.resolve(recurrent(), TrainerKind.SPARSE)).isEqualTo(TrainerKind.SPARSE);
  }

  @Test
  void theDescriptionNamesTheExecutorsKernelsOfTheSparseEngineAlone() {
    TreeSet<String> kernels = new TreeSet<>(List.of("vector 512", "scalar"));
    assertThat(Trainers.describe(TrainerKind.SPARSE, kernels))
        .isEqualTo("sparse (scalar, vector 512)");
    assertThat(Trainers.describe(TrainerKind.DL4J, kernels)).isEqualTo("dl4j");
  }
}
