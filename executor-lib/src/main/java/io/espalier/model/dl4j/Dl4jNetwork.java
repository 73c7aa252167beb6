package io.espalier.model.dl4j;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Role;
import io.espalier.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * A network as DL4J computes it, with its values exchanged in the network's own order.
 *
 * <p>DL4J keeps all parameters in one flat buffer. A dense layer's {@code [in, out]} in column
 * order is our {@code [out, in]} in row order, a convolution's {@code [out, in, kH, kW]} is ours as
 * it is: so values move by whole segments.
 */
public final class Dl4jNetwork implements AutoCloseable {
  /** Where a slot lies in DL4J's flat buffer; a log-deviation stands for a variance there. */
  private record Segment(Network.Slot slot, int at, boolean logDeviation) {}

  private final Network network;
  private final MultiLayerNetwork chain;
  private final ComputationGraph graph;
  private final List<Segment> segments = new ArrayList<>();
  private final float[] flat;
  private final ILossFunction ownLoss;

  /**
   * @param dropout whether dropout layers drop in training
   */
  public Dl4jNetwork(Network network, boolean dropout) {
    this.network = network;
    Object configuration = configuration(network, dropout);
    if (configuration instanceof MultiLayerConfiguration c) {
      chain = new MultiLayerNetwork(c);
      chain.init();
      chain.initGradientsView();
      graph = null;
    } else {
      graph = new ComputationGraph((ComputationGraphConfiguration) configuration);
      graph.init();
      graph.initGradientsView();
      chain = null;
    }
    this.flat = new float[(int) model().numParams()];
    this.ownLoss = Unsaid.loss(output());
    for (Network.Slot slot : network.slots()) {
      segments.add(segment(slot));
    }
  }

  private static Object configuration(Network network, boolean dropout) {
    if (network.origin().isPresent()) {
      return Configurations.of(network.origin().get(), dropout);
    }
    Lowering lowering = new Lowering(network, dropout);
    return Lowering.chain(network) ? lowering.multiLayer() : lowering.graph();
  }

  private Segment segment(Network.Slot slot) {
    String name = slot.parameter().name().substring(slot.operation().name().length() + 1);
    Layer layer = layer(slot.operation().name());
    boolean log =
        slot.parameter().role() == Role.RUNNING_VARIANCE
            && ((BatchNormalization) layer.conf().getLayer()).isUseLogStd();
    String key =
        switch (slot.parameter().role()) {
          case WEIGHT -> "W";
          case BIAS -> "b";
          case RUNNING_VARIANCE -> log ? "log10stdev" : "var";
          case SCALE, SHIFT, RUNNING_MEAN, OPAQUE -> name;
        };
    INDArray view = layer.getParam(key);
    if (view == null || view.length() != slot.size()) {
      throw new IllegalArgumentException(
          slot.parameter().name() + " " + slot.parameter().shape() + " is not DL4J's " + key);
    }
    return new Segment(slot, (int) view.offset(), log);
  }

  private Layer layer(String name) {
    if (graph != null) {
      return graph.getLayer(name);
    }
    for (int i = 0; i < chain.getnLayers(); i++) {
      if (name.equals(Configurations.name(chain.getLayer(i).conf().getLayer(), i))) {
        return chain.getLayer(i);
      }
    }
    throw new IllegalArgumentException("no layer " + name);
  }

  /** The shape in which DL4J takes one example: flat where the network begins by flattening. */
  public static Shape takes(Network network) {
    boolean flattens =
        network.origin().isEmpty() && network.operations().get(0) instanceof Operation.Flatten;
    return flattens ? Shape.of(network.input().size()) : network.input();
  }

  /** One example of zeros, as DL4J takes it. */
  static INDArray blank(Network network) {
    Shape s = takes(network);
    boolean last = network.layout() == Network.Layout.CHANNELS_LAST && s.rank() == 3;
    return last
        ? Nd4j.zeros(DataType.FLOAT, 1, s.dim(1), s.dim(2), s.dim(0))
        : Nd4j.zeros(
            DataType.FLOAT,
            LongStream.concat(LongStream.of(1), s.dims().stream().mapToLong(Integer::longValue))
                .toArray());
  }

  /** DL4J's own object, a MultiLayerNetwork or a ComputationGraph. */
  public Model model() {
    return chain == null ? graph : chain;
  }

  /** Gives DL4J all values. */
  public void setValues(float[] values) {
    for (Segment s : segments) {
      System.arraycopy(values, s.slot().offset(), flat, s.at(), s.slot().size());
      if (s.logDeviation()) {
        for (int i = s.at(); i < s.at() + s.slot().size(); i++) {
          flat[i] = (float) (0.5 * StrictMath.log10(Math.max(flat[i], 1e-30)));
        }
      }
    }
    pointer(model().params()).put(flat, 0, flat.length);
  }

  /**
   * How probabilities are compared with labels from now on.
   *
   * @param squared by mean squared error; else by the loss that the network was made with
   * @throws IllegalArgumentException if no loss is asked of the last layer
   */
  public void setSquaredError(boolean squared) {
    ILossFunction loss = squared ? new LossMSE() : ownLoss;
    var last = output();
    if (last instanceof BaseOutputLayer o) {
      o.setLossFn(loss);
    } else if (last instanceof LossLayer l) {
      l.setLossFn(loss);
    } else if (squared) {
      throw new IllegalArgumentException(last.getLayerName() + " has no loss to exchange");
    }
  }

  private org.deeplearning4j.nn.conf.layers.Layer output() {
    Layer last = chain != null ? chain.getOutputLayer() : graph.getOutputLayer(0);
    return last.conf().getLayer();
  }

  /** DL4J's present values in the network's order. */
  public float[] values() {
    pointer(model().params()).get(flat, 0, flat.length);
    float[] values = new float[network.size()];
    collect(values);
    for (Segment s : segments) {
      if (s.logDeviation()) {
        for (int i = s.slot().offset(); i < s.slot().end(); i++) {
          values[i] = (float) StrictMath.pow(10, 2.0 * values[i]);
        }
      }
    }
    return values;
  }

  /**
   * Forward and backward over one batch, with labels one-hot.
   *
   * @param into takes the gradient's sum over the batch, in the network's order
   * @return the loss, mean over the batch
   */
  public double gradient(INDArray features, INDArray labels, float[] into) {
    INDArray view;
    double loss;
    if (chain != null) {
      chain.setInput(features);
      chain.setLabels(labels);
      chain.computeGradientAndScore();
      loss = chain.score();
      view = chain.getGradientsViewArray();
    } else {
      graph.setInput(0, features);
      graph.setLabels(labels);
      graph.computeGradientAndScore();
      loss = graph.score();
      view = graph.getGradientsViewArray();
    }
    pointer(view).get(flat, 0, flat.length);
    collect(into);
    return loss;
  }

  /** What the last operation gives, row-major: {@code [batch, classes]} of a classifier. */
  public float[] outputs(INDArray features) {
    INDArray out =
        chain != null ? chain.output(features, false) : graph.outputSingle(false, features);
    return out.dup('c').data().asFloat();
  }

  /**
   * What a batch norm reads of one batch, in inference mode.
   *
   * @return {@code [values of a channel, channels]} row-major
   */
  public float[] inputs(Operation.BatchNorm norm, INDArray features) {
    INDArray read = inputOf(norm.name(), features);
    boolean last = network.layout() == Network.Layout.CHANNELS_LAST;
    INDArray byChannel = read.rank() == 4 && !last ? read.permute(0, 2, 3, 1) : read;
    return byChannel.dup('c').data().asFloat();
  }

  /**
   * What a layer reads of one batch, in inference mode.
   *
   * @param layer name of an operation that is a layer of DL4J's, not one that another took in
   * @return {@code [examples, features]} row-major, images as {@code [channels, height, width]}
   * @throws IllegalArgumentException if there is no such layer
   */
  public float[] examples(String layer, INDArray features) {
    INDArray read = inputOf(layer, features);
    boolean last = network.layout() == Network.Layout.CHANNELS_LAST;
    INDArray byExample = read.rank() == 4 && last ? read.permute(0, 3, 1, 2) : read;
    return byExample.dup('c').data().asFloat();
  }

  private INDArray inputOf(String layer, INDArray features) {
    if (graph != null) {
      List<String> read = graph.getConfiguration().getVertexInputs().get(layer);
      if (read == null) {
        throw new IllegalArgumentException("no layer " + layer);
      }
      return read.get(0).equals(graph.getConfiguration().getNetworkInputs().get(0))
          ? features
          : graph.feedForward(features, false).get(read.get(0));
    }
    for (int i = 0; i < chain.getnLayers(); i++) {
      if (layer.equals(Configurations.name(chain.getLayer(i).conf().getLayer(), i))) {
        return i == 0 ? features : chain.feedForwardToLayer(i - 1, features, false).get(i);
      }
    }
    throw new IllegalArgumentException("no layer " + layer);
  }

  private void collect(float[] into) {
    for (Segment s : segments) {
      System.arraycopy(flat, s.at(), into, s.slot().offset(), s.slot().size());
    }
  }

  private static FloatPointer pointer(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      throw new IllegalStateException("DL4J computes in " + array.dataType() + ", not in FLOAT");
    }
    return ((FloatPointer) array.data().pointer()).position(0);
  }

  @Override
  public void close() {
    if (chain != null) {
      chain.close();
    } else {
      graph.close();
    }
  }
}
