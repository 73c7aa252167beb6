package io.espalier.train.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.GlobalPool;
import io.espalier.model.Operation.Window;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is reckoned, against what is really compiled. */
final class EngineMemoryTest {
  /** Two convolutions of 3×3 with a border, the second of which passes a gradient on. */
  private static Network padded() {
    Shape s = Shape.of(32, 12, 12);
    Window window = Window.square(3, 1, 1);
    return new Network(
        "padded",
        Shape.of(3, 12, 12),
        Network.Layout.CHANNELS_FIRST,
        List.of(
            new Convolution("c1", List.of(Network.INPUT), 3, 32, window, 1, true, s),
            new Activation("r1", List.of("c1"), Function.RELU, s),
            new Convolution("c2", List.of("r1"), 32, 32, window, 1, true, s),
            new GlobalPool("p", List.of("c2"), false, Shape.of(32)),
            new Dense("d", List.of("p"), 32, 10, true),
            new Activation("s", List.of("d"), Function.SOFTMAX, Shape.of(10))),
        Optional.empty());
  }

  /** As many survivors of each layer as its density says, anywhere. */
  private static Mask mask(Network network, double density) {
    SplittableRandom random = new SplittableRandom(8);
    BitSet gone = new BitSet(network.size());
    for (Network.Slot slot : network.prunable()) {
      long lost = slot.size() - Math.round(density * slot.size());
      random.ints(slot.offset(), slot.end()).distinct().limit(lost).forEach(gone::set);
    }
    return Mask.full(network.size()).without(gone);
  }

  /** Of all arrays of all patterns; four bytes an element, whatever it is. */
  private static long compiled(Network network, double density) throws Exception {
    Program program = Compiler.program(new ScalarKernels(), network, 16);
    long elements = 0;
    for (Pattern p : program.compile(mask(network, density)).patterns()) {
      elements += elements(p);
    }
    return 4 * elements;
  }

  /** Of a record's arrays, and of those of the records in it. */
  private static long elements(Record r) throws IllegalAccessException, InvocationTargetException {
    long elements = 0;
    for (RecordComponent c : r.getClass().getRecordComponents()) {
      Object value = c.getAccessor().invoke(r);
      if (value instanceof Record inner) {
        elements += elements(inner);
      } else if (value != null && c.getType().isArray()) {
        elements += Array.getLength(value);
      }
    }
    return elements;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.1, 0.4, 0.7})
  void lenet5(double density) throws Exception {
    Network network = Zoo.network("lenet-5", Shape.of(1, 28, 28), 10);
    assertThat(new EngineMemory(network).compiled(density))
        .isCloseTo(compiled(network, density), withinPercentage(3));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.1, 0.4, 0.7, 1})
  void aPaddedWindowIsVisitedByEveryBorderClass(double density) throws Exception {
    Network network = padded();
    assertThat(new EngineMemory(network).compiled(density))
        .isCloseTo(compiled(network, density), withinPercentage(3));
    if (density == 0.4) {
      // Of nine classes 4 reach four taps, 4 six and 1 nine: 49 / 9 visits a weight, two numbers
      // each, and two more in the rows: 12.9 a survivor of the second layer, 9,216 of 10,400.
      assertThat(compiled(network, density) / (0.4 * 10_400 * 4)).isBetween(11.0, 13.0);
    }
  }
}
