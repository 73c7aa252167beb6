package io.espalier.model;

import io.espalier.input.InputException;
import io.espalier.input.Nearest;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Add;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.model.Operation.Border;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Dropout;
import io.espalier.model.Operation.Flatten;
import io.espalier.model.Operation.GlobalPool;
import io.espalier.model.Operation.Pool;
import io.espalier.model.Operation.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Networks by the names that the literature uses.
 *
 * <ul>
 *   <li>{@code lenet-300-100}: dense 300, 100, classes, with ReLU (LeCun et al. 1998).
 *   <li>{@code lenet-5}: Caffe's, 20 and 50 convolutions of 5×5 without activation, each with a
 *       max-pool, dense 500 with ReLU.
 *   <li>{@code vgg-small}: 3×3 convolutions of 32, 32, 64, 64 with batch norm and ReLU, a max-pool
 *       after two, dropout, dense 256.
 *   <li>{@code resnet-20}: He et al. 2016 (arXiv:1512.03385) for CIFAR, with 1×1 convolutions where
 *       a shortcut changes shape (their option B), since option A's padding has no layer in DL4J.
 * </ul>
 */
public final class Zoo {
  private static final List<String> NAMES =
      List.of("lenet-300-100", "lenet-5", "vgg-small", "resnet-20");

  private final List<Operation> ops = new ArrayList<>();
  private final String name;
  private String last = Network.INPUT;
  private Shape shape;

  private Zoo(String name, Shape input) {
    this.name = name;
    this.shape = input;
  }

  public static List<String> names() {
    return NAMES;
  }

  /**
   * Builds a network.
   *
   * @param input one example's shape, {@code [features]} or {@code [channels, height, width]}
   * @throws InputException if there is none of that name, or the input is too small or no image
   */
  public static Network network(String name, Shape input, int classes) {
    if (!NAMES.contains(name)) {
      throw new InputException(
          "model.zoo",
          "is " + name,
          "one of " + String.join(", ", NAMES) + "; did you mean " + Nearest.to(name, NAMES) + "?");
    }
    Zoo zoo = new Zoo(name, input);
    switch (name) {
      case "lenet-300-100" -> zoo.lenet300();
      case "lenet-5" -> zoo.lenet5();
      case "vgg-small" -> zoo.vggSmall();
      default -> zoo.resnet20();
    }
    zoo.dense(zoo.name.equals("resnet-20") ? "fc" : "fc" + (zoo.denseLayers() + 1), classes, false);
    zoo.activation("softmax", Function.SOFTMAX);
    return new Network(name, input, Network.Layout.CHANNELS_FIRST, zoo.ops, Optional.empty());
  }

  private void lenet300() {
    flatten();
    dense("fc1", 300, true);
    dense("fc2", 100, true);
  }

  private void lenet5() {
    image(16);
    convolution("conv1", 20, Window.square(5, 1, 0), true);
    maxPool("pool1");
    convolution("conv2", 50, Window.square(5, 1, 0), true);
    maxPool("pool2");
    flatten();
    dense("fc1", 500, true);
  }

  private void vggSmall() {
    image(4);
    int layer = 0;
    for (int block = 1; block <= 2; block++) {
      for (int i = 0; i < 2; i++) {
        layer++;
        normalized("conv" + layer, 32 * block, same(3, 1));
        activation("conv" + layer + "-relu", Function.RELU);
      }
      maxPool("pool" + block);
    }
    flatten();
    add(new Dropout("drop", List.of(last), 0.25, shape));
    dense("fc1", 256, true);
  }

  private void resnet20() {
    image(4);
    normalized("conv1", 16, same(3, 1));
    activation("conv1-relu", Function.RELU);
    for (int stage = 0; stage < 3; stage++) {
      for (int block = 0; block < 3; block++) {
        residual(
            "s" + (stage + 1) + "b" + (block + 1), 16 << stage, stage > 0 && block == 0 ? 2 : 1);
      }
    }
    shape = Shape.of(shape.dim(0));
    add(new GlobalPool("pool", List.of(last), false, shape));
  }

  private void residual(String block, int channels, int stride) {
    String from = last;
    Shape before = shape;
    normalized(block + "-conv1", channels, same(3, stride));
    activation(block + "-relu1", Function.RELU);
    normalized(block + "-conv2", channels, same(3, 1));
    String main = last;
    String shortcut = from;
    if (!before.equals(shape)) {
      last = from;
      shape = before;
      normalized(block + "-shortcut", channels, same(1, stride));
      shortcut = last;
    }
    add(new Add(block + "-add", List.of(main, shortcut), shape));
    activation(block + "-relu2", Function.RELU);
  }

  private void normalized(String conv, int out, Window window) {
    convolution(conv, out, window, false);
    add(new BatchNorm(conv + "-bn", List.of(last), out, 1e-5, shape));
  }

  private void convolution(String conv, int out, Window w, boolean bias) {
    int in = shape.dim(0);
    shape = Shape.of(out, extent(shape.dim(1), w), extent(shape.dim(2), w));
    add(new Convolution(conv, List.of(last), in, out, w, 1, bias, shape));
  }

  private void maxPool(String pool) {
    shape = Shape.of(shape.dim(0), shape.dim(1) / 2, shape.dim(2) / 2);
    add(new Pool(pool, List.of(last), true, Window.square(2, 2, 0), shape));
  }

  private void flatten() {
    shape = Shape.of(shape.size());
    add(new Flatten("flatten", List.of(last), shape));
  }

  private void dense(String layer, int out, boolean relu) {
    int in = shape.size();
    shape = Shape.of(out);
    add(new Dense(layer, List.of(last), in, out, true));
    if (relu) {
      activation(layer + "-relu", Function.RELU);
    }
  }

  private void activation(String layer, Function function) {
    add(new Activation(layer, List.of(last), function, shape));
  }

  private void add(Operation o) {
    ops.add(o);
    last = o.name();
  }

  private long denseLayers() {
    return ops.stream().filter(Dense.class::isInstance).count();
  }

  private void image(int least) {
    if (shape.rank() != 3 || shape.dim(1) < least || shape.dim(2) < least) {
      throw new InputException(
          "model.zoo",
          name + " takes images, the data's examples are " + shape,
          "channels x height x width of at least " + least + "x" + least);
    }
  }

  private static Window same(int kernel, int stride) {
    return new Window(kernel, kernel, stride, stride, 0, 0, 1, 1, Border.SAME);
  }

  private static int extent(int size, Window w) {
    return w.border() == Border.SAME
        ? (size + w.strideH() - 1) / w.strideH()
        : (size + 2 * w.padH() - w.kernelH()) / w.strideH() + 1;
  }
}
