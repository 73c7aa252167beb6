package io.espalier.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a {@link Network}'s forward pass. {@code inputs} name earlier operations; {@link
 * Network#INPUT} is the network's input. Shapes are without the batch, images {@code [channels,
 * height, width]}.
 */
public sealed interface Operation extends Serializable {
  String name();

  List<String> inputs();

  /** Shape of the result. */
  Shape output();

  /** In the order in which the network's values hold them. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /**
   * How an image's border is treated: explicit zeros on each side, or as many as keep
   * ⌈size/stride⌉.
   */
  enum Border {
    EXPLICIT,
    SAME
  }

  /** Geometry of a sliding window, {@code [height, width]} pairs. */
  record Window(
      int kernelH,
      int kernelW,
      int strideH,
      int strideW,
      int padH,
      int padW,
      int dilationH,
      int dilationW,
      Border border)
      implements Serializable {
    public static Window square(int kernel, int stride, int pad) {
      return new Window(kernel, kernel, stride, stride, pad, pad, 1, 1, Border.EXPLICIT);
    }
  }

  /** {@code y = W x + b}; weight {@code [out, in]}. */
  record Dense(String name, List<String> inputs, int in, int out, boolean bias)
      implements Operation {
    @Override
    public Shape output() {
      return Shape.of(out);
    }

    @Override
    public List<Parameter> parameters() {
      return weightAndBias(name, Shape.of(out, in), out, bias);
    }
  }

  /** Cross-correlation; weight {@code [out, in / groups, kH, kW]}. */
  record Convolution(
      String name,
      List<String> inputs,
      int in,
      int out,
      Window window,
      int groups,
      boolean bias,
      Shape output)
      implements Operation {
    @Override
    public List<Parameter> parameters() {
      return weightAndBias(
          name, Shape.of(out, in / groups, window.kernelH(), window.kernelW()), out, bias);
    }
  }

  /** Normalises each channel; gamma, beta, mean and variance {@code [channels]}. */
  record BatchNorm(String name, List<String> inputs, int channels, double epsilon, Shape output)
      implements Operation {
    @Override
    public List<Parameter> parameters() {
      Shape s = Shape.of(channels);
      return List.of(
          new Parameter(name + ".gamma", s, Role.SCALE),
          new Parameter(name + ".beta", s, Role.SHIFT),
          new Parameter(name + ".mean", s, Role.RUNNING_MEAN),
          new Parameter(name + ".variance", s, Role.RUNNING_VARIANCE));
    }
  }

  /** Elementwise function (softmax: over the features). */
  record Activation(String name, List<String> inputs, Function function, Shape output)
      implements Operation {
    /** The functions that Espalier knows. */
    public enum Function {
      RELU,
      LEAKY_RELU,
      ELU,
      SIGMOID,
      TANH,
      SOFTPLUS,
      SWISH,
      SOFTMAX
    }
  }

  /** Maximum or average over a sliding window. */
  record Pool(String name, List<String> inputs, boolean max, Window window, Shape output)
      implements Operation {}

  /** Maximum or average of each channel. */
  record GlobalPool(String name, List<String> inputs, boolean max, Shape output)
      implements Operation {}

  /** In training, zeroes each activation with probability {@code rate} and scales up the others. */
  record Dropout(String name, List<String> inputs, double rate, Shape output)
      implements Operation {}

  /** Elementwise sum of its inputs. */
  record Add(String name, List<String> inputs, Shape output) implements Operation {}

  /** Joins its inputs along the channels. */
  record Concat(String name, List<String> inputs, Shape output) implements Operation {}

  /** {@code [c, h, w]} to {@code [c·h·w]}, row-major. */
  record Flatten(String name, List<String> inputs, Shape output) implements Operation {}

  /**
   * What Espalier does not know: kept dense, trained by DL4J alone, and listed with the reason.
   *
   * @param kind the layer's own class or type name
   * @param reason why it is not pruned, for a person
   */
  record Opaque(
      String name,
      List<String> inputs,
      String kind,
      String reason,
      List<Parameter> parameters,
      Shape output)
      implements Operation {
    public Opaque {
      parameters = List.copyOf(parameters);
    }
  }

  private static List<Parameter> weightAndBias(String name, Shape weight, int out, boolean bias) {
    List<Parameter> all = new ArrayList<>();
    all.add(new Parameter(name + ".weight", weight, Role.WEIGHT));
    if (bias) {
      all.add(new Parameter(name + ".bias", Shape.of(out), Role.BIAS));
    }
    return List.copyOf(all);
  }
}
