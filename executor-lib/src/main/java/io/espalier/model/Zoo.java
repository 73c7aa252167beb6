package io.espalier.model;

import io.espalier.input.InputException;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Flatten;
import io.espalier.model.Operation.Pool;
import io.espalier.model.Operation.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Networks by the names that the literature uses. */
public final class Zoo {
  private Zoo() {}

  public static List<String> names() {
    return List.of("lenet-300-100", "lenet-5");
  }

  public static Network network(String name, Shape input, int classes) {
    List<Operation> ops = new ArrayList<>();
    if (name.equals("lenet-300-100")) {
      ops.add(new Flatten("flatten", List.of(Network.INPUT), Shape.of(input.size())));
      dense(ops, "fc1", "flatten", input.size(), 300, true);
      dense(ops, "fc2", "fc1-relu", 300, 100, true);
      dense(ops, "fc3", "fc2-relu", 100, classes, false);
    } else if (name.equals("lenet-5")) {
      int h = input.dim(1);
      int w = input.dim(2);
      conv(ops, "conv1", Network.INPUT, input.dim(0), 20, h -= 4, w -= 4);
      ops.add(
          new Pool(
              "pool1",
              List.of("conv1"),
              true,
              Window.square(2, 2, 0),
              Shape.of(20, h /= 2, w /= 2)));
      conv(ops, "conv2", "pool1", 20, 50, h -= 4, w -= 4);
      ops.add(
          new Pool(
              "pool2",
              List.of("conv2"),
              true,
              Window.square(2, 2, 0),
              Shape.of(50, h /= 2, w /= 2)));
      ops.add(new Flatten("flatten", List.of("pool2"), Shape.of(50 * h * w)));
      dense(ops, "fc1", "flatten", 50 * h * w, 500, true);
      dense(ops, "fc2", "fc1-relu", 500, classes, false);
    } else {
      throw new InputException("model.zoo", "is " + name, "one of " + names());
    }
    String last = ops.get(ops.size() - 1).name();
    ops.add(new Activation("softmax", List.of(last), Function.SOFTMAX, Shape.of(classes)));
    return new Network(name, input, Network.Layout.CHANNELS_FIRST, ops, Optional.empty());
  }

  private static void conv(
      List<Operation> ops, String name, String from, int in, int out, int h, int w) {
    ops.add(
        new Convolution(
            name, List.of(from), in, out, Window.square(5, 1, 0), 1, true, Shape.of(out, h, w)));
  }

  private static void dense(
      List<Operation> ops, String name, String from, int in, int out, boolean relu) {
    ops.add(new Dense(name, List.of(from), in, out, true));
    if (relu) {
      ops.add(new Activation(name + "-relu", List.of(name), Function.RELU, Shape.of(out)));
    }
  }
}
