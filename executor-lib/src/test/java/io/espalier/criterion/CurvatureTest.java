package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.input.Problem;
import io.espalier.model.Network;
import io.espalier.model.Network.Layout;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Opaque;
import io.espalier.model.Shape;
import io.espalier.structure.Granularity;
import io.espalier.structure.Units;
import io.espalier.structure.WeightUnits;
import io.espalier.train.sparse.Sketch;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CurvatureTest {
  private record Single() implements Granularity {
    private static final long serialVersionUID = 1;

    @Override
    public String name() {
      return "weight";
    }

    @Override
    public Units units(Network network) {
      return WeightUnits.of(network);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"grasp", "obd", "synflow"})
  void whatHasNoSecondDerivativesIsRefusedByName(String name) {
    Criterion criterion = Criteria.REGISTRY.named(name);
    List<Operation> operations =
        List.of(
            new Opaque("lstm_1", List.of(Network.INPUT), "LSTM", "", List.of(), Shape.of(3)),
            new Dense("fc", List.of("lstm_1"), 3, 2, true),
            new Activation("softmax", List.of("fc"), Function.SOFTMAX, Shape.of(2)));
    Network network =
        new Network("r", Shape.of(4), Layout.CHANNELS_FIRST, operations, Optional.empty());
    assertThat(criterion.refuses(network, new Single()).map(Problem::line))
        .contains(
            "prune.criterion is "
                + name
                + ", whose double precision does not know lstm_1 (LSTM), expected a network of"
                + " known operations, or a criterion without double precision");
    assertThat(criterion.refuses(new Sketch(3).classes(2), new Single())).isEmpty();
  }
}
