package io.espalier.model;

import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Flatten;
import io.espalier.model.Operation.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Small networks with known layouts. */
public final class TestNetworks {
  private TestNetworks() {}

  /** Dense layers {@code fc1, fc2, …} of the given widths, without biases. */
  public static Network dense(int... widths) {
    return dense(false, widths);
  }

  /** Dense layers {@code fc1, fc2, …} of the given widths. */
  public static Network dense(boolean bias, int... widths) {
    List<Operation> operations = new ArrayList<>();
    String input = Network.INPUT;
    for (int l = 1; l < widths.length; l++) {
      operations.add(new Dense("fc" + l, List.of(input), widths[l - 1], widths[l], bias));
      input = "fc" + l;
    }
    return network(Shape.of(widths[0]), operations);
  }

  /** {@code conv} (4 to 6 channels, 3x3, 2 groups, biases), {@code flat}, {@code fc} (24 to 3). */
  public static Network grouped() {
    return network(
        Shape.of(4, 4, 4),
        List.of(
            new Convolution(
                "conv",
                List.of(Network.INPUT),
                4,
                6,
                Window.square(3, 1, 0),
                2,
                true,
                Shape.of(6, 2, 2)),
            new Flatten("flat", List.of("conv"), Shape.of(24)),
            new Dense("fc", List.of("flat"), 24, 3, true)));
  }

  /** Two to six dense layers with and without biases, of 1 to 12 units each. */
  public static Network random(SplittableRandom random) {
    int[] widths = new int[random.nextInt(3, 8)];
    for (int l = 0; l < widths.length; l++) {
      widths[l] = random.nextInt(1, 13);
    }
    return dense(random.nextBoolean(), widths);
  }

  private static Network network(Shape input, List<Operation> operations) {
    return new Network("test", input, Network.Layout.CHANNELS_FIRST, operations, Optional.empty());
  }
}
