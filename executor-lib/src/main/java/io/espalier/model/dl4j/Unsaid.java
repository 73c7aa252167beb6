package io.espalier.model.dl4j;

import io.espalier.model.Shape;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** What a layer of DL4J does that an operation does not say. */
final class Unsaid {
  private Unsaid() {}

  /** One thing, for a person; null if there is none. */
  static String of(String name, Layer layer, InputType before, Shape after) {
    if (layer.getIDropout() != null && !(layer instanceof DropoutLayer)) {
      return name + " has dropout of its own";
    }
    if (before instanceof InputType.InputTypeConvolutional c && c.getFormat() == CNN2DFormat.NHWC) {
      return name + " has its channels last";
    }
    if (layer instanceof BaseLayer b && b.getWeightNoise() != null) {
      return name + " has weight noise";
    }
    IActivation fn = activation(layer);
    if (unusual(fn)) {
      return name + " has a " + fn + " of its own slope";
    }
    if (fn instanceof ActivationSoftmax && after.rank() > 1) {
      // DL4J's goes along the last axis, an image's width; an operation's along the features.
      return name + " has a softmax along the last axis of " + after;
    }
    if (layer instanceof SubsamplingLayer s && dividesByBorder(s)) {
      return name + " counts its border in an average's divisor";
    }
    ILossFunction loss = loss(layer);
    // The log likelihood is a subclass, by another name for the same.
    return loss == null || (loss instanceof LossMCXENT m && m.getWeights() == null)
        ? null
        : name + " has the loss " + loss;
  }

  /** A batch norm's own is none: DL4J never applies it. */
  private static IActivation activation(Layer layer) {
    if (layer instanceof BaseLayer b && !(layer instanceof BatchNormalization)) {
      return b.getActivationFn();
    }
    return layer instanceof ActivationLayer a ? a.getActivationFn() : null;
  }

  /** What has no border is the same either way. */
  private static boolean dividesByBorder(SubsamplingLayer s) {
    return s.isAvgPoolIncludePadInDivisor()
        && s.getPoolingType() == PoolingType.AVG
        && (s.getConvolutionMode() == ConvolutionMode.Same
            || Arrays.stream(s.getPadding()).anyMatch(pad -> pad > 0));
  }

  /** What a last layer is trained by; null if it says nothing. */
  static ILossFunction loss(Layer layer) {
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
