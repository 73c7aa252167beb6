package io.espalier.model.dl4j;

import io.espalier.model.Network;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * DL4J configurations of imported models, made fit for our trainer: it adds regularisation and
 * moves parameters itself, so that theirs are taken out; dropout stays where it is asked for.
 */
final class Configurations {
  private Configurations() {}

  /** A fresh MultiLayerConfiguration or ComputationGraphConfiguration. */
  static Object of(Network.Origin origin, boolean dropout) {
    if (origin.graph()) {
      ComputationGraphConfiguration c = ComputationGraphConfiguration.fromJson(origin.json());
      c.setDataType(DataType.FLOAT);
      for (GraphVertex v : c.getVertices().values()) {
        if (v instanceof LayerVertex l) {
          fit(l.getLayerConf(), dropout);
        }
      }
      return c;
    }
    MultiLayerConfiguration c = MultiLayerConfiguration.fromJson(origin.json());
    c.setDataType(DataType.FLOAT);
    c.getConfs().forEach(l -> fit(l, dropout));
    return c;
  }

  private static void fit(NeuralNetConfiguration c, boolean dropout) {
    c.setDataType(DataType.FLOAT);
    Layer layer = c.getLayer();
    if (layer instanceof BaseLayer b) {
      b.setRegularization(List.of());
      b.setRegularizationBias(List.of());
      b.setIUpdater(new NoOp());
      b.setBiasUpdater(null);
      b.setWeightNoise(null);
    }
    layer.setConstraints(null);
    clipLoss(layer);
    if (!dropout) {
      layer.setIDropout(null);
    }
  }

  /**
   * A file of DL4J 0.6 to 0.8 states no clipping of probabilities, which DL4J reads as none, and a
   * softmax that rounds to 0 gives a loss of 0 · log 0: it gets DL4J's default.
   */
  private static void clipLoss(Layer layer) {
    ILossFunction loss =
        layer instanceof BaseOutputLayer o
            ? o.getLossFn()
            : layer instanceof LossLayer l ? l.getLossFn() : null;
    if (loss instanceof LossMCXENT entropy && entropy.getSoftmaxClipEps() == 0) {
      entropy.setSoftmaxClipEps(new LossMCXENT().getSoftmaxClipEps());
    }
  }

  /** A layer's name, or one by its place. */
  static String name(Layer layer, int index) {
    String name = layer.getLayerName();
    return name == null || name.isEmpty() ? "layer" + index : name;
  }
}
