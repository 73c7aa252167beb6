package io.espalier.model;

import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Add;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.model.Operation.Border;
import io.espalier.model.Operation.Concat;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Dropout;
import io.espalier.model.Operation.Flatten;
import io.espalier.model.Operation.GlobalPool;
import io.espalier.model.Operation.Pool;
import io.espalier.model.Operation.Window;
import java.util.List;
import java.util.Optional;

/** Networks small enough for finite differences, smooth so that those converge. */
public final class SmallNetworks {
  private SmallNetworks() {}

  public static List<Network> all() {
    return List.of(dense(), conv(), residual());
  }

  /** Dense with tanh, dropout, dense. */
  public static Network dense() {
    return network(
        "dense",
        Shape.of(5),
        List.of(
            new Dense("fc1", List.of(Network.INPUT), 5, 7, true),
            new Activation("tanh", List.of("fc1"), Function.TANH, Shape.of(7)),
            new Dropout("drop", List.of("tanh"), 0.5, Shape.of(7)),
            new Dense("fc2", List.of("drop"), 7, 3, true),
            new Activation("softmax", List.of("fc2"), Function.SOFTMAX, Shape.of(3))));
  }

  /** A chain of strided, dilated, padded and SAME windows, batch norm, both pools. */
  public static Network conv() {
    Window same = new Window(3, 3, 2, 2, 0, 0, 1, 1, Border.SAME);
    Window dilated = new Window(2, 2, 1, 1, 1, 1, 2, 2, Border.EXPLICIT);
    return network(
        "conv",
        Shape.of(2, 7, 6),
        List.of(
            new Convolution("c1", List.of(Network.INPUT), 2, 3, same, 1, false, Shape.of(3, 4, 3)),
            new BatchNorm("bn", List.of("c1"), 3, 1e-3, Shape.of(3, 4, 3)),
            new Activation("s", List.of("bn"), Function.SIGMOID, Shape.of(3, 4, 3)),
            new Convolution("c2", List.of("s"), 3, 4, dilated, 1, true, Shape.of(4, 4, 3)),
            new Activation("t", List.of("c2"), Function.TANH, Shape.of(4, 4, 3)),
            new Pool("avg", List.of("t"), false, Window.square(2, 1, 0), Shape.of(4, 3, 2)),
            new Flatten("flat", List.of("avg"), Shape.of(24)),
            new Dense("fc", List.of("flat"), 24, 3, true),
            new Activation("softmax", List.of("fc"), Function.SOFTMAX, Shape.of(3))));
  }

  /** A residual block and a concatenation, one activation with two consumers, global pooling. */
  public static Network residual() {
    Window three = Window.square(3, 1, 1);
    Shape s = Shape.of(3, 4, 4);
    return network(
        "residual",
        Shape.of(2, 4, 4),
        List.of(
            new Convolution("c1", List.of(Network.INPUT), 2, 3, three, 1, true, s),
            new Activation("t1", List.of("c1"), Function.TANH, s),
            new Convolution("c2", List.of("t1"), 3, 3, three, 1, false, s),
            new BatchNorm("bn", List.of("c2"), 3, 1e-3, s),
            new Add("add", List.of("bn", "t1"), s),
            new Activation("t2", List.of("add"), Function.TANH, s),
            new Concat("cat", List.of("t2", "c2"), Shape.of(6, 4, 4)),
            new GlobalPool("pool", List.of("cat"), false, Shape.of(6)),
            new Dense("fc", List.of("pool"), 6, 3, true),
            new Activation("softmax", List.of("fc"), Function.SOFTMAX, Shape.of(3))));
  }

  private static Network network(String name, Shape input, List<Operation> operations) {
    return new Network(name, input, Network.Layout.CHANNELS_FIRST, operations, Optional.empty());
  }
}
