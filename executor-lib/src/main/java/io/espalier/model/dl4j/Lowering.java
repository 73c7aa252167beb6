package io.espalier.model.dl4j;

import io.espalier.input.InputException;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Lowers a network to DL4J's configuration: a chain to a MultiLayerNetwork's, a graph to a
 * ComputationGraph's. Layers have their operations' names. An activation that alone follows a dense
 * layer or convolution becomes that layer's own (not a batch norm's: DL4J does not apply it there);
 * the last dense layer with its softmax becomes the output layer with cross-entropy.
 */
final class Lowering {
  private final Network network;
  private final boolean dropout;
  private final Map<String, List<Operation>> readers = new HashMap<>();

  /** Operations that another layer has taken in, by the name of the layer that speaks for them. */
  private final Map<String, String> speaker = new HashMap<>();

  Lowering(Network network, boolean dropout) {
    this.network = network;
    this.dropout = dropout;
    for (Operation o : network.operations()) {
      for (String in : o.inputs()) {
        readers.merge(
            in,
            List.of(o),
            (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream()).toList());
      }
    }
  }

  /** Whether every operation reads the one before it alone. */
  static boolean chain(Network network) {
    String before = Network.INPUT;
    for (Operation o : network.operations()) {
      if (!o.inputs().equals(List.of(before))) {
        return false;
      }
      before = o.name();
    }
    return true;
  }

  MultiLayerConfiguration multiLayer() {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().updater(new NoOp()).list();
    for (Operation o : network.operations()) {
      if (!absorbed(o)) {
        list.layer(layer(o));
      }
    }
    return list.setInputType(input()).build();
  }

  ComputationGraphConfiguration graph() {
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .updater(new NoOp())
            .graphBuilder()
            .addInputs(Network.INPUT)
            .setInputTypes(input());
    String last = Network.INPUT;
    for (Operation o : network.operations()) {
      if (absorbed(o)) {
        continue;
      }
      String[] from = o.inputs().stream().map(this::speaker).toArray(String[]::new);
      if (o instanceof Add) {
        graph.addVertex(o.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), from);
      } else if (o instanceof Concat) {
        graph.addVertex(o.name(), new MergeVertex(), from);
      } else {
        graph.addLayer(o.name(), layer(o), from);
      }
      last = o.name();
    }
    return graph.setOutputs(last).build();
  }

  private InputType input() {
    var s = network.input();
    boolean flat = s.rank() == 1 || network.operations().get(0) instanceof Flatten;
    return flat
        ? InputType.feedForward(s.size())
        : InputType.convolutional(s.dim(1), s.dim(2), s.dim(0));
  }

  /** A flattening is DL4J's preprocessor; an activation may be its layer's own. */
  private boolean absorbed(Operation o) {
    boolean into =
        o instanceof Flatten || (o instanceof Activation && fused(o.inputs().get(0)) == o);
    if (into) {
      speaker.put(o.name(), speaker(o.inputs().get(0)));
    }
    return into;
  }

  private String speaker(String name) {
    return speaker.getOrDefault(name, name);
  }

  /** The activation that alone reads a layer which can take it in, else null. */
  private Operation fused(String name) {
    List<Operation> next = readers.getOrDefault(name, List.of());
    boolean takes =
        network.operations().stream()
            .anyMatch(
                o -> o.name().equals(name) && (o instanceof Dense || o instanceof Convolution));
    return takes && next.size() == 1 && next.get(0) instanceof Activation ? next.get(0) : null;
  }

  private Layer layer(Operation o) {
    org.nd4j.linalg.activations.Activation act =
        fused(o.name()) instanceof Activation a
            ? activation(a)
            : org.nd4j.linalg.activations.Activation.IDENTITY;
    if (o instanceof Dense d) {
      return act == org.nd4j.linalg.activations.Activation.SOFTMAX && endsWith(d)
          ? new OutputLayer.Builder(LossFunction.MCXENT)
              .name(d.name())
              .nIn(d.in())
              .nOut(d.out())
              .hasBias(d.bias())
              .activation(act)
              .build()
          : new DenseLayer.Builder()
              .name(d.name())
              .nIn(d.in())
              .nOut(d.out())
              .hasBias(d.bias())
              .activation(act)
              .build();
    }
    if (o instanceof Convolution c) {
      return convolution(c, act);
    }
    if (o instanceof BatchNorm b) {
      return new BatchNormalization.Builder()
          .name(b.name())
          .nIn(b.channels())
          .nOut(b.channels())
          .eps(b.epsilon())
          .useLogStd(false)
          .build();
    }
    if (o instanceof Pool p) {
      Window w = p.window();
      return new SubsamplingLayer.Builder(p.max() ? PoolingType.MAX : PoolingType.AVG)
          .name(p.name())
          .kernelSize(w.kernelH(), w.kernelW())
          .stride(w.strideH(), w.strideW())
          .padding(w.padH(), w.padW())
          .dilation(w.dilationH(), w.dilationW())
          .convolutionMode(mode(w))
          .build();
    }
    if (o instanceof GlobalPool g) {
      return new GlobalPoolingLayer.Builder(g.max() ? PoolingType.MAX : PoolingType.AVG)
          .name(g.name())
          .build();
    }
    if (o instanceof Activation a) {
      return new ActivationLayer.Builder().name(a.name()).activation(activation(a)).build();
    }
    if (o instanceof Dropout d) {
      // DL4J's number is the probability to keep.
      return dropout
          ? new DropoutLayer.Builder(1 - d.rate()).name(d.name()).build()
          : new ActivationLayer.Builder()
              .name(d.name())
              .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
              .build();
    }
    throw new IllegalArgumentException(
        o.name() + " (" + o.getClass().getSimpleName() + ") has no layer in DL4J");
  }

  /** A softmax within the network is an activation like any other: no loss belongs to it. */
  private boolean endsWith(Dense d) {
    List<Operation> all = network.operations();
    return fused(d.name()) == all.get(all.size() - 1);
  }

  private static Layer convolution(
      Convolution c, org.nd4j.linalg.activations.Activation activation) {
    if (c.groups() != 1) {
      throw new InputException(
          "layer " + c.name(),
          "is a convolution of " + c.groups() + " groups",
          "one group, the only kind that DL4J has");
    }
    Window w = c.window();
    return new ConvolutionLayer.Builder(w.kernelH(), w.kernelW())
        .name(c.name())
        .nIn(c.in())
        .nOut(c.out())
        .hasBias(c.bias())
        .stride(w.strideH(), w.strideW())
        .padding(w.padH(), w.padW())
        .dilation(w.dilationH(), w.dilationW())
        .convolutionMode(mode(w))
        .activation(activation)
        .build();
  }

  private static ConvolutionMode mode(Window w) {
    return w.border() == Border.SAME ? ConvolutionMode.Same : ConvolutionMode.Truncate;
  }

  private static org.nd4j.linalg.activations.Activation activation(Activation a) {
    if (a.function() == Activation.Function.SOFTMAX && a.output().rank() > 1) {
      throw new InputException(
          "layer " + a.name(),
          "is a softmax over the channels of " + a.output(),
          "one over a dense layer's features: DL4J's goes along an image's width");
    }
    return switch (a.function()) {
      case RELU -> org.nd4j.linalg.activations.Activation.RELU;
      case LEAKY_RELU -> org.nd4j.linalg.activations.Activation.LEAKYRELU;
      case ELU -> org.nd4j.linalg.activations.Activation.ELU;
      case SIGMOID -> org.nd4j.linalg.activations.Activation.SIGMOID;
      case TANH -> org.nd4j.linalg.activations.Activation.TANH;
      case SOFTPLUS -> org.nd4j.linalg.activations.Activation.SOFTPLUS;
      case SWISH -> org.nd4j.linalg.activations.Activation.SWISH;
      case SOFTMAX -> org.nd4j.linalg.activations.Activation.SOFTMAX;
    };
  }
}
