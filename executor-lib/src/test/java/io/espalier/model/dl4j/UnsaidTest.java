package io.espalier.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.model.Model;
import io.espalier.model.Shape;
import io.espalier.shard.Batch;
import io.espalier.train.Dl4jTrainer;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.Trainer;
import io.espalier.train.sparse.SparseTrainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A model's file is computed by the sparse engine as DL4J does, or not by it at all. */
class UnsaidTest {
  @TempDir Path dir;

  private static SubsamplingLayer.Builder average() {
    return new SubsamplingLayer.Builder(PoolingType.AVG).kernelSize(3, 3).stride(2, 2);
  }

  private static Layer convolution(Activation activation) {
    return new ConvolutionLayer.Builder(3, 3).nOut(3).activation(activation).build();
  }

  static Stream<Arguments> layers() {
    String border = " counts its border in an average's divisor";
    String softmax = " has a softmax along the last axis of 3x6x5";
    return Stream.of(
        Arguments.of(average().padding(1, 1).build(), ""),
        Arguments.of(average().avgPoolIncludePadInDivisor(true).build(), ""),
        Arguments.of(average().padding(0, 1).avgPoolIncludePadInDivisor(true).build(), border),
        Arguments.of(
            average()
                .convolutionMode(ConvolutionMode.Same)
                .avgPoolIncludePadInDivisor(true)
                .build(),
            border),
        Arguments.of(
            new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(3, 3)
                .padding(1, 1)
                .avgPoolIncludePadInDivisor(true)
                .build(),
            ""),
        Arguments.of(new ActivationLayer(Activation.SOFTMAX), softmax),
        Arguments.of(
            convolution(Activation.SOFTMAX), " has a softmax along the last axis of 3x4x3"),
        Arguments.of(convolution(Activation.LEAKYRELU), ""),
        Arguments.of(new ActivationLayer(new ActivationLReLU()), ""),
        Arguments.of(
            new ActivationLayer(new ActivationLReLU(0.3)),
            " has a leakyrelu(a=0.3) of its own slope"),
        Arguments.of(
            new ActivationLayer(new ActivationELU(0.5)), " has a elu(alpha=0.5) of its own slope"));
  }

  private Model read(Layer layer) throws Exception {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(convolution(Activation.TANH))
                .layer(layer)
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(4)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 7, 2))
                .build());
    net.init();
    Path file = dir.resolve("model.zip");
    ModelSerializer.writeModel(net, file.toFile(), false);
    return ModelReader.read(file, Optional.of(Shape.of(2, 8, 7)));
  }

  @ParameterizedTest(name = "{index}{1}")
  @MethodSource("layers")
  void theEngineDoesAsDl4jOrSaysWhyItCannot(Layer layer, String unsaid) throws Exception {
    Model model = read(layer);

    Optional<String> refusal = SparseTrainer.refusal(model.network());

    if (!unsaid.isEmpty()) {
      assertThat(refusal).contains("cannot do as DL4J would: layer1" + unsaid);
      return;
    }
    assertThat(refusal).isEmpty();
    List<Batch> batches = MadeUpBatches.of(model.network(), 2, 9);
    try (Trainer dense = new Dl4jTrainer(model.network());
        Trainer sparse = new SparseTrainer(model.network())) {
      double[] expected = dense.gradientSum(model.values(), batches.iterator());
      assertThat(sparse.gradientSum(model.values(), batches.iterator()))
          .containsExactly(expected, within(1e-4));
    }
  }
}
