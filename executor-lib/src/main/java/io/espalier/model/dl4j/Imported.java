package io.espalier.model.dl4j;

import io.espalier.input.InputException;
import io.espalier.model.Model;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Makes a model of what DL4J has restored or imported. */
final class Imported {
  private Imported() {}

  static Model of(Path file, MultiLayerNetwork net, Optional<Shape> given) {
    MultiLayerConfiguration conf = net.getLayerWiseConfigurations();
    List<NeuralNetConfiguration> confs = conf.getConfs();
    takeInSoftmax(confs);
    int last = confs.size() - 1;
    confs.get(last).setLayer(trainable(confs.get(last).getLayer()));
    InputType type = input(file, conf, given);
    InputType first = type;
    NetworkView view = new NetworkView();
    String before = Network.INPUT;
    for (int i = 0; i <= last; i++) {
      InputPreProcessor pre = conf.getInputPreProcess(i);
      InputType in = pre == null ? type : pre.getOutputType(type);
      Layer layer = confs.get(i).getLayer();
      String name = Configurations.name(layer, i);
      // A loss layer states no size of its own.
      InputType out = layer instanceof LossLayer ? in : layer.getOutputType(i, in);
      // A dense layer that reads an image does so through its preprocessor: it flattens.
      boolean flattens = pre instanceof CnnToFeedForwardPreProcessor;
      view.layer(
          name,
          layer,
          net.getLayer(i).paramTable(),
          List.of(before),
          flattens && type instanceof InputType.InputTypeConvolutional ? type : in,
          out);
      before = name;
      type = out;
    }
    return model(
        file, view, first, new Network.Origin(false, conf.toJson(), view.unsaid()), net.params());
  }

  static Model of(Path file, ComputationGraph net, Optional<Shape> given) {
    ComputationGraphConfiguration conf = net.getConfiguration();
    if (conf.getNetworkInputs().size() != 1 || conf.getNetworkOutputs().size() != 1) {
      throw ModelReader.refuse(
          file,
          "has "
              + conf.getNetworkInputs().size()
              + " inputs and "
              + conf.getNetworkOutputs().size()
              + " outputs");
    }
    String input = conf.getNetworkInputs().get(0);
    String output = conf.getNetworkOutputs().get(0);
    if (conf.getVertices().get(output) instanceof LayerVertex v) {
      v.getLayerConf().setLayer(trainable(v.getLayerConf().getLayer()));
    }
    InputType first =
        given
            .map(Imported::type)
            .or(
                () ->
                    conf.getVertices().values().stream()
                        .filter(LayerVertex.class::isInstance)
                        .map(v -> ((LayerVertex) v).getLayerConf().getLayer())
                        .filter(DenseLayer.class::isInstance)
                        .findFirst()
                        .map(d -> InputType.feedForward(((FeedForwardLayer) d).getNIn())))
            .orElseThrow(() -> unknownInput(file));
    // On a copy: DL4J sets the first layers' channels to those given. It heeds preprocessors, such
    // as flattening, only where it may add some.
    Map<String, InputType> types = conf.clone().getLayerActivationTypes(true, false, first);
    NetworkView view = new NetworkView();
    view.alias(input, Network.INPUT);
    for (int index : net.topologicalSortOrder()) {
      String name = net.getVertices()[index].getVertexName();
      if (name.equals(input)) {
        continue;
      }
      vertex(view, net, name, types, Map.of(input, first));
    }
    return model(
        file, view, first, new Network.Origin(true, conf.toJson(), view.unsaid()), net.params());
  }

  private static void vertex(
      NetworkView view,
      ComputationGraph net,
      String name,
      Map<String, InputType> types,
      Map<String, InputType> inputs) {
    GraphVertex vertex = net.getConfiguration().getVertices().get(name);
    List<String> from = net.getConfiguration().getVertexInputs().get(name);
    List<String> read = from.stream().map(view::speaker).toList();
    if (vertex instanceof LayerVertex v) {
      String source = from.get(0);
      InputType before = types.getOrDefault(source, inputs.get(source));
      Layer layer = v.getLayerConf().getLayer();
      // A loss layer states no size of its own.
      InputType after = layer instanceof LossLayer ? before : types.get(name);
      view.layer(name, layer, net.getLayer(name).paramTable(), from, before, after);
      return;
    }
    Shape out = NetworkView.shape(types.get(name));
    if (vertex instanceof ElementWiseVertex e && e.getOp() == ElementWiseVertex.Op.Add) {
      view.add(name, new Operation.Add(name, read, out));
    } else if (vertex instanceof MergeVertex) {
      view.add(name, new Operation.Concat(name, read, out));
    } else {
      view.add(
          name,
          new Operation.Opaque(
              name,
              read,
              vertex.getClass().getSimpleName(),
              "has nothing that Espalier prunes",
              List.of(),
              out));
    }
  }

  private static Model model(
      Path file,
      NetworkView view,
      InputType first,
      Network.Origin origin,
      org.nd4j.linalg.api.ndarray.INDArray params) {
    List<Operation> ops = view.operations();
    String name = String.valueOf(file.getFileName());
    Network network =
        new Network(
            name, NetworkView.shape(first), NetworkView.layout(first), ops, Optional.of(origin));
    return ModelReader.model(file, network, params);
  }

  /**
   * The last layer, so that it can be trained: a softmax that came without a loss gets
   * cross-entropy.
   */
  private static Layer trainable(Layer last) {
    if (last.getClass() == DenseLayer.class && softmax(((DenseLayer) last).getActivationFn())) {
      DenseLayer d = (DenseLayer) last;
      OutputLayer o =
          new OutputLayer.Builder(LossFunction.MCXENT)
              .name(d.getLayerName())
              .nIn(d.getNIn())
              .nOut(d.getNOut())
              .hasBias(d.hasBias())
              .activation(d.getActivationFn())
              .build();
      o.setIUpdater(d.getIUpdater());
      o.setWeightInitFn(d.getWeightInitFn());
      return o;
    }
    return last;
  }

  /**
   * A softmax that stands as a layer of its own behind the last dense layer becomes that layer's.
   */
  private static void takeInSoftmax(List<NeuralNetConfiguration> confs) {
    int last = confs.size() - 1;
    if (last > 0
        && confs.get(last).getLayer() instanceof ActivationLayer a
        && softmax(a.getActivationFn())
        && confs.get(last - 1).getLayer() instanceof DenseLayer d
        && d.getActivationFn() instanceof ActivationIdentity) {
      d.setActivationFn(a.getActivationFn());
      confs.remove(last);
    }
  }

  private static boolean softmax(IActivation fn) {
    return fn instanceof ActivationSoftmax;
  }

  private static InputType input(Path file, MultiLayerConfiguration conf, Optional<Shape> given) {
    Layer first = conf.getConf(0).getLayer();
    InputPreProcessor pre = conf.getInputPreProcess(0);
    if (pre instanceof FeedForwardToCnnPreProcessor p) {
      return InputType.convolutionalFlat(p.getInputHeight(), p.getInputWidth(), p.getNumChannels());
    }
    if (pre == null && (first instanceof DenseLayer || first instanceof OutputLayer)) {
      return InputType.feedForward(((FeedForwardLayer) first).getNIn());
    }
    InputType type = given.map(Imported::type).orElseThrow(() -> unknownInput(file));
    if (first instanceof ConvolutionLayer c && type instanceof InputType.InputTypeConvolutional t) {
      return InputType.convolutional(
          t.getHeight(), t.getWidth(), t.getChannels(), c.getCnn2dDataFormat());
    }
    return type;
  }

  private static InputType type(Shape s) {
    return switch (s.rank()) {
      case 1 -> InputType.feedForward(s.dim(0));
      case 2 -> InputType.recurrent(s.dim(0), s.dim(1));
      default -> InputType.convolutional(s.dim(1), s.dim(2), s.dim(0));
    };
  }

  private static InputException unknownInput(Path file) {
    return new InputException(
        file.toString(),
        "does not state the size of its input",
        "one example's shape beside it: --shape, or data that have one");
  }
}
