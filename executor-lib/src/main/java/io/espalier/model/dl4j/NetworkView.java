package io.espalier.model.dl4j;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Border;
import io.espalier.model.Operation.Opaque;
import io.espalier.model.Operation.Window;
import io.espalier.model.Parameter;
import io.espalier.model.Role;
import io.espalier.model.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sees DL4J's layers as operations, one after the other. A layer that Espalier does not know
 * becomes {@link Opaque}: kept dense, trained by DL4J.
 */
final class NetworkView {
  private final List<Operation> operations = new ArrayList<>();

  /** The operation that speaks for a DL4J layer or vertex: its activation, where it has one. */
  private final Map<String, String> speaker = new LinkedHashMap<>();

  private String unsaid;

  NetworkView() {
    speaker.put(Network.INPUT, Network.INPUT);
  }

  List<Operation> operations() {
    return operations;
  }

  /** The first thing that the layers do and the operations do not say; null if nothing. */
  String unsaid() {
    return unsaid;
  }

  /** What reads a DL4J layer reads the operation that this names. */
  String speaker(String vertex) {
    return speaker.getOrDefault(vertex, vertex);
  }

  void alias(String vertex, String of) {
    speaker.put(vertex, speaker(of));
  }

  void add(String vertex, Operation operation) {
    operations.add(operation);
    speaker.put(vertex, operation.name());
  }

  /**
   * Adds a layer.
   *
   * @param name its name
   * @param conf what it is
   * @param parameters its arrays by DL4J's key
   * @param in names of what it reads
   * @param before type of its input
   * @param after type of its output
   */
  void layer(
      String name,
      Layer conf,
      Map<String, INDArray> parameters,
      List<String> in,
      InputType before,
      InputType after) {
    List<String> from = in.stream().map(this::speaker).toList();
    Shape out = shape(after);
    if (unsaid == null) {
      unsaid = Unsaid.of(name, conf, before, out);
    }
    if (conf.getClass() == DenseLayer.class || conf.getClass() == OutputLayer.class) {
      FeedForwardLayer d = (FeedForwardLayer) conf;
      boolean bias = parameters.containsKey("b");
      if (out.rank() == 1 && !layerNorm(conf)) {
        if (before instanceof InputType.InputTypeConvolutional) {
          add(name, new Operation.Flatten(name + "-flatten", from, Shape.of((int) d.getNIn())));
          from = List.of(name + "-flatten");
        }
        add(name, new Operation.Dense(name, from, (int) d.getNIn(), (int) d.getNOut(), bias));
        activation(name, d.getActivationFn(), out);
        return;
      }
      opaque(name, conf, parameters, from, out, "a dense layer over time steps or with layer norm");
    } else if (conf.getClass() == ConvolutionLayer.class
        || conf.getClass().getSimpleName().equals("Convolution2D")) {
      ConvolutionLayer c = (ConvolutionLayer) conf;
      add(
          name,
          new Operation.Convolution(
              name,
              from,
              (int) c.getNIn(),
              (int) c.getNOut(),
              window(
                  c.getKernelSize(),
                  c.getStride(),
                  c.getPadding(),
                  c.getDilation(),
                  c.getConvolutionMode()),
              1,
              parameters.containsKey("b"),
              out));
      activation(name, c.getActivationFn(), out);
    } else if (conf instanceof BatchNormalization b && parameters.containsKey("gamma")) {
      add(name, new Operation.BatchNorm(name, from, (int) b.getNOut(), b.getEps(), out));
      // The layer's own activation is not followed: DL4J never applies it.
    } else if (conf.getClass() == SubsamplingLayer.class
        && pooled(((SubsamplingLayer) conf).getPoolingType())) {
      SubsamplingLayer s = (SubsamplingLayer) conf;
      add(
          name,
          new Operation.Pool(
              name,
              from,
              s.getPoolingType() == PoolingType.MAX,
              window(
                  s.getKernelSize(),
                  s.getStride(),
                  s.getPadding(),
                  s.getDilation(),
                  s.getConvolutionMode()),
              out));
    } else if (conf instanceof GlobalPoolingLayer g && pooled(g.getPoolingType())) {
      add(name, new Operation.GlobalPool(name, from, g.getPoolingType() == PoolingType.MAX, out));
    } else if (conf instanceof DropoutLayer d && drops(d.getIDropout())) {
      add(name, new Operation.Dropout(name, from, rate(d.getIDropout()), out));
    } else if (conf instanceof ActivationLayer a && function(a.getActivationFn()) != null) {
      add(name, new Activation(name, from, function(a.getActivationFn()), out));
    } else if (conf instanceof LossLayer l) {
      speaker.put(name, from.get(0));
      if (!identity(l.getActivationFn())) {
        activation(name, l.getActivationFn(), out);
      }
    } else {
      opaque(name, conf, parameters, from, out, "Espalier has no pruning for this kind of layer");
    }
  }

  private void opaque(
      String name,
      Layer conf,
      Map<String, INDArray> parameters,
      List<String> from,
      Shape out,
      String reason) {
    List<Parameter> own = new ArrayList<>();
    parameters.forEach(
        (key, array) ->
            own.add(
                new Parameter(
                    name + "." + key,
                    Shape.of((int) Math.max(1, array.length())),
                    conf instanceof BatchNormalization ? statistic(key) : Role.OPAQUE)));
    add(name, new Opaque(name, from, conf.getClass().getSimpleName(), reason, own, out));
  }

  /** Plain dropout or none at all; alpha, Gaussian and spatial dropout are other things. */
  private static boolean drops(IDropout dropout) {
    return dropout == null || dropout instanceof Dropout;
  }

  /** DL4J's number is the probability to keep; a schedule's first counts. */
  private static double rate(IDropout dropout) {
    if (!(dropout instanceof Dropout d)) {
      return 0;
    }
    return 1 - (d.getPSchedule() == null ? d.getP() : d.getPSchedule().valueAt(0, 0));
  }

  /** A batch norm without gamma and beta has its running statistics alone: they never train. */
  private static Role statistic(String key) {
    return key.equals("mean") ? Role.RUNNING_MEAN : Role.RUNNING_VARIANCE;
  }

  private void activation(String name, IActivation fn, Shape out) {
    if (identity(fn)) {
      return;
    }
    Activation.Function function = function(fn);
    String own = name + "-" + fn.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z].*", "");
    List<String> from = List.of(speaker(name));
    if (function == null) {
      add(
          name,
          new Opaque(
              own, from, fn.toString(), "an activation, has nothing to prune", List.of(), out));
    } else {
      add(name, new Activation(own, from, function, out));
    }
  }

  private static boolean identity(IActivation fn) {
    return fn == null || fn.getClass().getSimpleName().equals("ActivationIdentity");
  }

  private static Activation.Function function(IActivation fn) {
    return switch (fn == null ? "" : fn.getClass().getSimpleName()) {
      case "ActivationReLU" -> Activation.Function.RELU;
      case "ActivationLReLU" -> Activation.Function.LEAKY_RELU;
      case "ActivationELU" -> Activation.Function.ELU;
      case "ActivationSigmoid" -> Activation.Function.SIGMOID;
      case "ActivationTanH" -> Activation.Function.TANH;
      case "ActivationSoftPlus" -> Activation.Function.SOFTPLUS;
      case "ActivationSwish" -> Activation.Function.SWISH;
      case "ActivationSoftmax" -> Activation.Function.SOFTMAX;
      default -> null;
    };
  }

  private static boolean pooled(PoolingType type) {
    return type == PoolingType.MAX || type == PoolingType.AVG;
  }

  private static boolean layerNorm(Layer conf) {
    return conf instanceof DenseLayer d && d.hasLayerNorm();
  }

  private static Window window(
      int[] kernel, int[] stride, int[] pad, int[] dilation, ConvolutionMode mode) {
    boolean same = mode == ConvolutionMode.Same;
    return new Window(
        kernel[0],
        kernel[1],
        stride[0],
        stride[1],
        same ? 0 : pad[0],
        same ? 0 : pad[1],
        dilation[0],
        dilation[1],
        same ? Border.SAME : Border.EXPLICIT);
  }

  /** Channels first, whatever DL4J's own order. */
  static Shape shape(InputType type) {
    if (type instanceof InputType.InputTypeConvolutional c) {
      return Shape.of((int) c.getChannels(), (int) c.getHeight(), (int) c.getWidth());
    }
    if (type instanceof InputType.InputTypeConvolutionalFlat c) {
      return Shape.of((int) c.getDepth(), (int) c.getHeight(), (int) c.getWidth());
    }
    if (type instanceof InputType.InputTypeFeedForward f) {
      return Shape.of((int) f.getSize());
    }
    if (type instanceof InputType.InputTypeRecurrent r) {
      return Shape.of((int) r.getSize(), (int) Math.max(1, r.getTimeSeriesLength()));
    }
    long[] shape = type.getShape(false);
    int[] dims = new int[shape.length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = (int) Math.max(1, shape[i]);
    }
    return Shape.of(dims);
  }

  /** The order of an image's axes. */
  static Network.Layout layout(InputType type) {
    return type instanceof InputType.InputTypeConvolutional c && c.getFormat() == CNN2DFormat.NHWC
        ? Network.Layout.CHANNELS_LAST
        : Network.Layout.CHANNELS_FIRST;
  }
}
