package io.espalier.model.dl4j;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Pool;
import io.espalier.model.Shape;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** A chain as DL4J computes it. */
public final class Dl4jNetwork {
  private final Network network;
  private final MultiLayerNetwork net;
  private final int[] offsets;
  private final float[] flat;

  public Dl4jNetwork(Network network) {
    this.network = network;
    this.net = new MultiLayerNetwork(configuration(network));
    net.init();
    net.initGradientsView();
    this.flat = new float[network.size()];
    this.offsets = new int[network.slots().size()];
    for (int s = 0; s < offsets.length; s++) {
      Network.Slot slot = network.slots().get(s);
      String key = slot.parameter().name().endsWith(".weight") ? "W" : "b";
      INDArray view = net.getLayer(slot.operation().name()).getParam(key);
      offsets[s] = (int) view.offset();
    }
  }

  public MultiLayerNetwork net() {
    return net;
  }

  public void setValues(float[] values) {
    for (int s = 0; s < offsets.length; s++) {
      Network.Slot slot = network.slots().get(s);
      System.arraycopy(values, slot.offset(), flat, offsets[s], slot.size());
    }
    ((FloatPointer) net.params().data().pointer()).position(0).put(flat, 0, flat.length);
  }

  /** The gradient's sum over the last batch, in the network's order. */
  public void gradient(float[] into) {
    ((FloatPointer) net.getGradientsViewArray().data().pointer())
        .position(0)
        .get(flat, 0, flat.length);
    for (int s = 0; s < offsets.length; s++) {
      Network.Slot slot = network.slots().get(s);
      System.arraycopy(flat, offsets[s], into, slot.offset(), slot.size());
    }
  }

  private static MultiLayerConfiguration configuration(Network network) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .updater(new Sgd(0.1))
            .weightInit(WeightInit.ZERO)
            .list();
    List<Operation> ops = network.operations();
    for (int i = 0; i < ops.size(); i++) {
      boolean relu =
          i + 1 < ops.size()
              && ops.get(i + 1) instanceof Activation a
              && a.function() == Activation.Function.RELU;
      Operation op = ops.get(i);
      if (op instanceof Dense d && i == ops.size() - 2) {
        list.layer(
            new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .name(d.name())
                .nIn(d.in())
                .nOut(d.out())
                .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
                .build());
      } else if (op instanceof Dense d) {
        list.layer(
            new DenseLayer.Builder()
                .name(d.name())
                .nIn(d.in())
                .nOut(d.out())
                .activation(relu ? new ActivationReLU() : new ActivationIdentity())
                .build());
      } else if (op instanceof Convolution c) {
        list.layer(
            new ConvolutionLayer.Builder(c.window().kernelH(), c.window().kernelW())
                .name(c.name())
                .nIn(c.in())
                .nOut(c.out())
                .activation(relu ? new ActivationReLU() : new ActivationIdentity())
                .build());
      } else if (op instanceof Pool p) {
        list.layer(
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .name(p.name())
                .kernelSize(p.window().kernelH(), p.window().kernelW())
                .stride(p.window().strideH(), p.window().strideW())
                .build());
      }
    }
    Shape in = network.input();
    boolean image = ops.get(0) instanceof Convolution;
    return list.setInputType(
            image
                ? InputType.convolutional(in.dim(1), in.dim(2), in.dim(0))
                : InputType.feedForward(in.size()))
        .build();
  }
}
