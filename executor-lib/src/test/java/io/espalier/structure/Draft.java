package io.espalier.structure;

import io.espalier.model.Network;
import io.espalier.model.Operation;
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
import io.espalier.model.Operation.Opaque;
import io.espalier.model.Operation.Pool;
import io.espalier.model.Operation.Window;
import io.espalier.model.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Writes networks down: each operation reads the one before, or what {@link #from} chose. */
final class Draft {
  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Shape input;
  private String last = Network.INPUT;

  Draft(int... input) {
    this.input = Shape.of(input);
    shapes.put(last, this.input);
  }

  String last() {
    return last;
  }

  Draft from(String name) {
    last = name;
    return this;
  }

  private Draft put(Operation o) {
    operations.add(o);
    last = o.name();
    shapes.put(last, o.output());
    return this;
  }

  private Shape shape() {
    return shapes.get(last);
  }

  private List<String> in() {
    return List.of(last);
  }

  Draft dense(String name, int out) {
    return put(new Dense(name, in(), shape().size(), out, true));
  }

  /** 3×3 at stride 1, as large as its input. */
  Draft conv(String name, int out) {
    return conv(name, out, 1, true);
  }

  Draft conv(String name, int out, int groups, boolean bias) {
    Window same = new Window(3, 3, 1, 1, 0, 0, 1, 1, Border.SAME);
    Shape to = Shape.of(out, shape().dim(1), shape().dim(2));
    return put(new Convolution(name, in(), shape().dim(0), out, same, groups, bias, to));
  }

  Draft depthwise(String name) {
    return conv(name, shape().dim(0), shape().dim(0), true);
  }

  Draft norm(String name) {
    return put(new BatchNorm(name, in(), shape().dim(0), 1e-3, shape()));
  }

  Draft act(String name, Function f) {
    return put(new Activation(name, in(), f, shape()));
  }

  Draft drop(String name) {
    return put(new Dropout(name, in(), 0.5, shape()));
  }

  Draft pool(String name, boolean max) {
    Shape to = Shape.of(shape().dim(0), shape().dim(1) / 2, shape().dim(2) / 2);
    return put(new Pool(name, in(), max, Window.square(2, 2, 0), to));
  }

  Draft globalPool(String name) {
    return put(new GlobalPool(name, in(), false, Shape.of(shape().dim(0))));
  }

  Draft flatten(String name) {
    return put(new Flatten(name, in(), Shape.of(shape().size())));
  }

  Draft add(String name, String... inputs) {
    return put(new Add(name, List.of(inputs), shapes.get(inputs[0])));
  }

  Draft concat(String name, String... inputs) {
    int channels = 0;
    for (String in : inputs) {
      channels += shapes.get(in).dim(0);
    }
    List<Integer> dims = new ArrayList<>(shapes.get(inputs[0]).dims());
    dims.set(0, channels);
    return put(new Concat(name, List.of(inputs), new Shape(dims)));
  }

  Draft opaque(String name) {
    return put(new Opaque(name, in(), "Lambda", "unknown", List.of(), shape()));
  }

  /** Ends with class scores. */
  Network classes(int classes) {
    dense("out", classes);
    act("softmax", Function.SOFTMAX);
    return network();
  }

  Network network() {
    return new Network("draft", input, Network.Layout.CHANNELS_FIRST, operations, Optional.empty());
  }

  /** Dense layers of different activations, one of which does not give 0 for 0. */
  static Network chain() {
    return new Draft(6)
        .dense("fc1", 7)
        .act("sigmoid", Function.SIGMOID)
        .drop("drop")
        .dense("fc2", 5)
        .norm("bn")
        .act("swish", Function.SWISH)
        .classes(3);
  }

  /** A convolution with batch norm, flattened before a dense layer. */
  static Network flattened() {
    return new Draft(2, 6, 4)
        .conv("c1", 4, 1, false)
        .norm("bn")
        .act("softplus", Function.SOFTPLUS)
        .pool("pool", true)
        .conv("c2", 3)
        .flatten("flat")
        .dense("fc", 6)
        .act("tanh", Function.TANH)
        .classes(3);
  }

  /** Two residual blocks, the second around a layer of its own, and a wider stem. */
  static Network residual() {
    Draft d = new Draft(2, 4, 4).conv("stem", 5).act("t0", Function.ELU);
    d.conv("a1", 4).act("t1", Function.SIGMOID).conv("a2", 5, 1, false).norm("bn");
    d.add("add1", "bn", "t0").act("t2", Function.ELU);
    d.conv("b1", 5).act("t3", Function.TANH).add("add2", "t2", "t3");
    return d.globalPool("pool").classes(3);
  }

  /** Concatenations of channels and of features; one branch is added to another. */
  static Network concatenated() {
    Draft d = new Draft(1, 4, 4).conv("a", 3).from(Network.INPUT).conv("b", 2);
    d.concat("cat", "a", "b").norm("bn").from(Network.INPUT).conv("c", 5);
    d.add("add", "c", "bn").pool("pool", false).flatten("flat");
    String flat = d.last();
    d.dense("fc1", 4).act("t", Function.TANH).from(flat).dense("fc2", 3);
    return d.concat("both", "fc2", "t").classes(3);
  }

  /** Depthwise and pointwise convolutions. */
  static Network depthwise() {
    return new Draft(2, 4, 4)
        .conv("c1", 4)
        .norm("bn1")
        .depthwise("dw")
        .norm("bn2")
        .act("t", Function.SIGMOID)
        .conv("c2", 3)
        .globalPool("pool")
        .classes(3);
  }

  /** Convolutions, norms, branches and joins as they come. */
  static Network random(long seed) {
    SplittableRandom r = new SplittableRandom(seed);
    Draft d = new Draft(2, 4, 4).conv("stem", r.nextInt(2, 6));
    for (int i = 0; i < 6; i++) {
      String before = d.last();
      int channels = d.shape().dim(0);
      switch (r.nextInt(6)) {
        case 0 -> d.conv("c" + i, r.nextInt(1, 6)).act("t" + i, function(r));
        case 1 -> d.norm("bn" + i).act("t" + i, function(r));
        case 2 -> d.depthwise("dw" + i);
        case 3 ->
            d.conv("c" + i, r.nextInt(1, 4))
                .act("t" + i, function(r))
                .conv("d" + i, channels)
                .add("add" + i, d.last(), before);
        case 4 ->
            d.conv("c" + i, r.nextInt(1, 4))
                .act("t" + i, function(r))
                .concat("cat" + i, before, d.last());
        default -> {
          d.conv("c" + i, 3).norm("bn" + i);
          String left = d.last();
          d.from(before).conv("d" + i, 3).add("add" + i, left, d.last());
        }
      }
    }
    if (r.nextBoolean()) {
      d.globalPool("pool");
    } else {
      d.pool("pool", r.nextBoolean()).flatten("flat");
    }
    return d.dense("fc", r.nextInt(2, 6)).act("last", function(r)).classes(3);
  }

  private static Function function(SplittableRandom r) {
    Function[] all = {Function.ELU, Function.TANH, Function.SIGMOID, Function.SWISH};
    return all[r.nextInt(all.length)];
  }
}
