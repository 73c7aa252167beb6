package io.espalier.train.sparse;

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
import io.espalier.model.Operation.Pool;
import io.espalier.model.Operation.Window;
import io.espalier.model.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Draws networks: each operation reads the one before, or what {@link #from} chose. */
public final class Sketch {
  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Shape input;
  private String last = Network.INPUT;

  public Sketch(int... input) {
    this.input = Shape.of(input);
    shapes.put(last, this.input);
  }

  /** Names the last output. */
  public String last() {
    return last;
  }

  public Sketch from(String name) {
    last = name;
    return this;
  }

  private Shape shape() {
    return shapes.get(last);
  }

  private String name() {
    return "o" + operations.size();
  }

  private Sketch put(Operation o) {
    operations.add(o);
    last = o.name();
    shapes.put(last, o.output());
    return this;
  }

  public Sketch dense(int out) {
    return put(new Dense(name(), List.of(last), shape().size(), out, true));
  }

  public static Window window(int kernel, int stride, int pad, int dilation) {
    return new Window(
        kernel, kernel, stride, stride, pad, pad, dilation, dilation, Border.EXPLICIT);
  }

  public static Window same(int kernel, int stride, int dilation) {
    return new Window(kernel, kernel, stride, stride, 0, 0, dilation, dilation, Border.SAME);
  }

  public Sketch conv(int out, Window w, int groups, boolean bias) {
    return put(
        new Convolution(name(), List.of(last), shape().dim(0), out, w, groups, bias, slid(out, w)));
  }

  private Shape slid(int channels, Window w) {
    return Shape.of(
        channels,
        extent(shape().dim(1), w.kernelH(), w.strideH(), w.padH(), w.dilationH(), w.border()),
        extent(shape().dim(2), w.kernelW(), w.strideW(), w.padW(), w.dilationW(), w.border()));
  }

  private static int extent(int size, int kernel, int stride, int pad, int dilation, Border b) {
    return b == Border.SAME
        ? (size + stride - 1) / stride
        : (size + 2 * pad - (kernel - 1) * dilation - 1) / stride + 1;
  }

  public Sketch pool(boolean max, Window w) {
    return put(new Pool(name(), List.of(last), max, w, slid(shape().dim(0), w)));
  }

  public Sketch globalPool(boolean max) {
    return put(new GlobalPool(name(), List.of(last), max, Shape.of(shape().dim(0))));
  }

  public Sketch norm() {
    return put(new BatchNorm(name(), List.of(last), shape().dim(0), 1e-3, shape()));
  }

  public Sketch act(Function f) {
    return put(new Activation(name(), List.of(last), f, shape()));
  }

  public Sketch dropout(double rate) {
    return put(new Dropout(name(), List.of(last), rate, shape()));
  }

  public Sketch flatten() {
    return put(new Flatten(name(), List.of(last), Shape.of(shape().size())));
  }

  public Sketch add(String... inputs) {
    return put(new Add(name(), List.of(inputs), shapes.get(inputs[0])));
  }

  public Sketch concat(String... inputs) {
    int channels = 0;
    for (String in : inputs) {
      channels += shapes.get(in).dim(0);
    }
    List<Integer> dims = new ArrayList<>(shapes.get(inputs[0]).dims());
    dims.set(0, channels);
    return put(new Concat(name(), List.of(inputs), new Shape(dims)));
  }

  /** Ends with a dense layer's scores, flattened before where they are images. */
  public Network classes(int classes) {
    if (shape().rank() > 1) {
      flatten();
    }
    dense(classes);
    return scores();
  }

  /** The last output is the scores. */
  public Network scores() {
    act(Function.SOFTMAX);
    return new Network(
        "sketch", input, Network.Layout.CHANNELS_FIRST, operations, Optional.empty());
  }
}
