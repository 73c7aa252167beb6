package io.espalier.model.dl4j;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** What a layer of DL4J does that an operation does not say. */
final class Unsaid {
  private Unsaid() {}

  /** One thing, for a person; null if there is none. */
  static String of(String name, Layer layer, InputType before) {
    if (layer.getIDropout() != null && !(layer instanceof DropoutLayer)) {
      return name + " has dropout of its own";
    }
    if (before instanceof InputType.InputTypeConvolutional c && c.getFormat() == CNN2DFormat.NHWC) {
      return name + " has its channels last";
    }
    if (layer instanceof BaseLayer b) {
      if (b.getWeightNoise() != null) {
        return name + " has weight noise";
      }
      if (unusual(b.getActivationFn())) {
        return name + " has a " + b.getActivationFn() + " of its own slope";
      }
    }
    ILossFunction loss = loss(layer);
    // The log likelihood is a subclass, by another name for the same.
    return loss == null || (loss instanceof LossMCXENT m && m.getWeights() == null)
        ? null
        : name + " has the loss " + loss;
  }

  private static ILossFunction loss(Layer layer) {
    if (layer instanceof BaseOutputLayer o) {
      return o.getLossFn();
    }
    return layer instanceof LossLayer l ? l.getLossFn() : null;
  }

  private static boolean unusual(IActivation fn) {
    return (fn instanceof ActivationLReLU l && l.getAlpha() != ActivationLReLU.DEFAULT_ALPHA)
        || (fn instanceof ActivationELU e && e.getAlpha() != ActivationELU.DEFAULT_ALPHA);
  }
}
