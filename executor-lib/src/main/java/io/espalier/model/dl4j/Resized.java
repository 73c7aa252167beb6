package io.espalier.model.dl4j;

import io.espalier.input.InputException;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;

/** DL4J configurations of imported models that have become smaller. */
public final class Resized {
  private final Map<String, Operation> left = new LinkedHashMap<>();
  private final Set<String> gone = new HashSet<>();

  private Resized(Network network, List<Operation> smaller) {
    network.operations().forEach(o -> gone.add(o.name()));
    for (Operation o : smaller) {
      left.put(o.name(), o);
      gone.remove(o.name());
    }
  }

  /**
   * A configuration with the numbers of channels that the operations have, and without the layers
   * that they lack.
   *
   * @param origin the network's
   * @param smaller operations of the network, some left out, under their names
   * @throws InputException if a layer's input is reshaped in a way that cannot be made smaller,
   *     naming it
   */
  public static Network.Origin of(Network.Origin origin, Network network, List<Operation> smaller) {
    Resized resized = new Resized(network, smaller);
    String json =
        origin.graph()
            ? resized.graph(ComputationGraphConfiguration.fromJson(origin.json())).toJson()
            : resized.chain(MultiLayerConfiguration.fromJson(origin.json())).toJson();
    return new Network.Origin(origin.graph(), json, origin.unsaid());
  }

  private MultiLayerConfiguration chain(MultiLayerConfiguration c) {
    List<NeuralNetConfiguration> layers = new ArrayList<>();
    Map<Integer, InputPreProcessor> reshaping = new HashMap<>();
    for (int i = 0; i < c.getConfs().size(); i++) {
      Layer layer = c.getConf(i).getLayer();
      String name = Configurations.name(layer, i);
      InputPreProcessor pre = c.getInputPreProcess(i);
      if (gone.contains(name)) {
        unshaped(name, pre);
        continue;
      }
      layer.setLayerName(name); // its place, which named it so far, may change
      resize(name, layer, pre);
      if (pre != null) {
        reshaping.put(layers.size(), pre);
      }
      layers.add(c.getConf(i));
    }
    c.setConfs(layers);
    c.setInputPreProcessors(reshaping);
    return c;
  }

  private ComputationGraphConfiguration graph(ComputationGraphConfiguration c) {
    Map<String, List<String>> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> e : c.getVertexInputs().entrySet()) {
      String name = e.getKey();
      GraphVertex vertex = c.getVertices().get(name);
      LayerVertex layer = vertex instanceof LayerVertex l ? l : null;
      if (gone.contains(name)) {
        unshaped(name, layer == null ? null : layer.getPreProcessor());
        continue;
      }
      if (layer != null) {
        resize(name, layer.getLayerConf().getLayer(), layer.getPreProcessor());
      }
      Operation o = left.get(name);
      // A loss layer that adds nothing is no operation.
      inputs.put(
          name,
          o == null
              ? e.getValue().stream().map(in -> before(c, in)).toList()
              : o.inputs().stream().map(in -> vertex(c, in)).toList());
    }
    c.getVertices().keySet().retainAll(inputs.keySet());
    c.setVertexInputs(inputs);
    c.setTopologicalOrder(null);
    c.setTopologicalOrderStr(null);
    return c;
  }

  /** The vertex that an operation's result comes from: an activation may be its layer's own. */
  private String vertex(ComputationGraphConfiguration c, String operation) {
    String at = operation;
    while (!c.getVertices().containsKey(at)) {
      if (at.equals(Network.INPUT)) {
        return c.getNetworkInputs().get(0);
      }
      at = left.get(at).inputs().get(0);
    }
    return at;
  }

  /** The nearest vertex before that is left. */
  private String before(ComputationGraphConfiguration c, String name) {
    String at = name;
    while (gone.contains(at)) {
      at = c.getVertexInputs().get(at).get(0);
    }
    return at;
  }

  private void resize(String name, Layer layer, InputPreProcessor pre) {
    Operation op = left.get(name);
    if (!(layer instanceof FeedForwardLayer f)) {
      return;
    }
    if (op instanceof Operation.Dense d) {
      boolean shrunk = f.getNIn() != d.in();
      f.setNIn(d.in());
      f.setNOut(d.out());
      if (pre instanceof CnnToFeedForwardPreProcessor p) {
        image(d).ifPresent(o -> p.setNumChannels(o.output().dim(0)));
      } else if (shrunk) {
        unshaped(name, pre);
      }
    } else if (op instanceof Operation.Convolution c) {
      boolean shrunk = f.getNIn() != c.in();
      f.setNIn(c.in());
      f.setNOut(c.out());
      if (shrunk) {
        unshaped(name, pre);
      }
    } else if (op instanceof Operation.BatchNorm b) {
      f.setNIn(b.channels());
      f.setNOut(b.channels());
    }
  }

  /** What gives the image that a dense layer flattens; empty if that is the network's input. */
  private Optional<Operation> image(Operation.Dense d) {
    return Optional.ofNullable(left.get(d.inputs().get(0)))
        .flatMap(flatten -> Optional.ofNullable(left.get(flatten.inputs().get(0))));
  }

  private static void unshaped(String name, InputPreProcessor pre) {
    if (pre != null) {
      throw new InputException(
          "layer " + name,
          "reshapes its input by DL4J's " + pre.getClass().getSimpleName(),
          "a layer that reads its input as it is, or prune.keep for what is in front of it");
    }
  }
}
