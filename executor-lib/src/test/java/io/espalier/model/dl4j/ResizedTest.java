package io.espalier.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.input.InputException;
import io.espalier.mask.Mask;
import io.espalier.model.Model;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Shape;
import io.espalier.structure.Compact;
import io.espalier.structure.Granularities;
import io.espalier.structure.Stratum;
import io.espalier.structure.Units;
import io.espalier.train.Survivors;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

final class ResizedTest {
  private static final Shape IMAGE = Shape.of(2, 6, 6);

  @TempDir Path dir;

  private static ConvolutionLayer.Builder conv(int out) {
    return new ConvolutionLayer.Builder(3, 3).nOut(out).convolutionMode(ConvolutionMode.Same);
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private MultiLayerNetwork chain(CNN2DFormat format) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(conv(5).activation(Activation.TANH).dataFormat(format).build())
                .layer(conv(5).dataFormat(format).build())
                .layer(new BatchNormalization.Builder().dataFormat(format).build())
                .layer(new ActivationLayer(Activation.ELU))
                .layer(conv(4).dataFormat(format).activation(Activation.SIGMOID).build())
                .layer(new SubsamplingLayer.Builder(2, 2).stride(2, 2).dataFormat(format).build())
                .layer(new DenseLayer.Builder().nOut(7).activation(Activation.RELU).build())
                .layer(new DropoutLayer(0.5))
                .layer(output())
                .setInputType(InputType.convolutional(6, 6, 2, format))
                .build());
    net.init();
    return net;
  }

  private ComputationGraph graph() {
    ComputationGraph net =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(2)
                .graphBuilder()
                .addInputs("pixels")
                .setInputTypes(InputType.convolutional(6, 6, 2))
                .addLayer("stem", conv(5).activation(Activation.TANH).build(), "pixels")
                .addLayer("a1", conv(4).activation(Activation.SIGMOID).build(), "stem")
                .addLayer("a2", conv(5).build(), "a1")
                .addLayer("bn", new BatchNormalization(), "a2")
                .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "bn", "stem")
                .addLayer("b", conv(3).activation(Activation.RELU).build(), "add")
                .addVertex("cat", new MergeVertex(), "b", "add")
                .addLayer("fc", new DenseLayer.Builder().nOut(6).build(), "cat")
                .addLayer("fc3", new DenseLayer.Builder().nOut(3).build(), "fc")
                .addLayer(
                    "loss",
                    new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "fc3")
                .setOutputs("loss")
                .build());
    net.init();
    return net;
  }

  private Model read(org.deeplearning4j.nn.api.Model net) throws Exception {
    Path file = dir.resolve("net.zip");
    ModelSerializer.writeModel(net, file.toFile(), false);
    return ModelReader.read(file, Optional.of(IMAGE));
  }

  private Path written(Compact compact, float[] survivors) throws Exception {
    Path file = dir.resolve("net.zip"); // a network is called by its file
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelWriter.writeDl4j(compact.network(), Survivors.scatter(compact.mask(), survivors), out);
    }
    return file;
  }

  private static float[] outputs(Network network, float[] values, INDArray x) {
    try (Dl4jNetwork net = new Dl4jNetwork(network, false)) {
      net.setValues(values);
      return net.outputs(x);
    }
  }

  /** Every other unit of each layer. */
  private static Mask half(Network network, String granularity) {
    Units units = Granularities.REGISTRY.named(granularity).units(network);
    BitSet gone = new BitSet();
    for (Stratum s : units.strata()) {
      for (int u = s.offset(); u < s.end() - 1; u += 2) {
        gone.set(u);
      }
    }
    return units.without(Mask.full(network.size()), gone);
  }

  /** Compacts, writes, and compares what plain DL4J, Espalier and the masked network compute. */
  private Network smaller(Model model, Mask mask, INDArray x, boolean graph) throws Exception {
    float[] survivors = Survivors.gather(mask, model.values());
    Compact compact = Compact.of(model.network(), mask);
    Path file = written(compact, survivors);

    float[] masked = outputs(model.network(), Survivors.scatter(mask, survivors), x);
    INDArray theirs =
        graph
            ? ComputationGraph.load(file.toFile(), false).outputSingle(x)
            : MultiLayerNetwork.load(file.toFile(), false).output(x);
    Model back = ModelReader.read(file, Optional.of(IMAGE));

    assertThat(compact.network().size()).isLessThan(model.network().size());
    assertThat(theirs.dup('c').data().asFloat()).containsExactly(masked, within(1e-5f));
    assertThat(outputs(back.network(), back.values(), x)).containsExactly(masked, within(1e-5f));
    assertThat(back.network().operations())
        .containsExactlyInAnyOrderElementsOf(compact.network().operations());
    return back.network();
  }

  @Test
  void aChainWithFewerChannelsIsWrittenAndReadBack() throws Exception {
    Model model = read(chain(CNN2DFormat.NCHW));
    Network back = smaller(model, half(model.network(), "channel"), Nd4j.rand(2, 2, 6, 6), false);
    assertThat(back.operations())
        .filteredOn(o -> !o.parameters().isEmpty())
        .extracting(Operation::output)
        .containsExactly(
            Shape.of(3, 6, 6),
            Shape.of(3, 6, 6),
            Shape.of(3, 6, 6),
            Shape.of(2, 6, 6),
            Shape.of(4),
            Shape.of(3));
  }

  @Test
  void aChainWithItsChannelsLastFlattensByPixel() throws Exception {
    Model model = read(chain(CNN2DFormat.NHWC));
    assertThat(model.network().layout()).isEqualTo(Network.Layout.CHANNELS_LAST);
    smaller(model, half(model.network(), "channel"), Nd4j.rand(2, 6, 6, 2), false);
  }

  @Test
  void aGraphWithFewerChannelsIsWrittenAndReadBack() throws Exception {
    Model model = read(graph());
    smaller(model, half(model.network(), "channel"), Nd4j.rand(2, 2, 6, 6), true);
  }

  @Test
  void aGraphWithoutItsBranchAndFewerChannelsToo() throws Exception {
    Model model = read(graph());
    Units branch = Granularities.REGISTRY.named("layer").units(model.network());
    assertThat(branch.size()).isEqualTo(1);
    BitSet all = new BitSet();
    all.set(0);
    Mask mask = branch.without(Mask.full(model.network().size()), all);

    Network without = smaller(model, mask, Nd4j.rand(2, 2, 6, 6), true);
    assertThat(without.operations())
        .extracting(Operation::name)
        .containsExactlyInAnyOrder(
            "stem",
            "stem-tanh",
            "b",
            "b-relu",
            "cat",
            "fc-flatten",
            "fc",
            "fc-sigmoid",
            "fc3",
            "fc3-sigmoid",
            "loss-softmax");

    Mask both = mask.and(half(model.network(), "channel"));
    smaller(model, both, Nd4j.rand(2, 2, 6, 6), true);
  }

  @Test
  void aChainWithoutALayerKeepsTheNamesOfTheOthers() throws Exception {
    Model model = read(chain(CNN2DFormat.NCHW));
    Units layers = Granularities.REGISTRY.named("layer").units(model.network());
    assertThat(layers.size()).isEqualTo(1);
    BitSet all = new BitSet();
    all.set(0);
    Mask mask = layers.without(Mask.full(model.network().size()), all);

    Compact compact = Compact.of(model.network(), mask);
    Path file = written(compact, Survivors.gather(mask, model.values()));

    Model back = ModelReader.read(file, Optional.of(IMAGE));
    assertThat(back.network().operations()).isEqualTo(compact.network().operations());
    assertThat(back.network().operations())
        .extracting(Operation::name)
        .doesNotContain("layer1", "layer2", "layer3")
        .contains("layer0", "layer4", "layer8");
    assertThat(back.values()).containsExactly(Survivors.gather(mask, model.values()));
  }

  @Test
  void whatAnOpaqueLayerReadsOrGivesKeepsItsChannels() throws Exception {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(conv(4).build())
                .layer(conv(4).build())
                .layer(new Upsampling2D.Builder(2).build())
                .layer(conv(4).build())
                .layer(output())
                .setInputType(InputType.convolutional(6, 6, 2))
                .build());
    net.init();
    Model model = read(net);
    Network back = smaller(model, half(model.network(), "channel"), Nd4j.rand(2, 2, 6, 6), false);
    assertThat(back.operations())
        .filteredOn(Operation.Convolution.class::isInstance)
        .extracting(o -> o.output().dim(0))
        .containsExactly(2, 4, 2);
  }

  @Test
  void aLayerThatReshapesWhatItReadsIsRefusedByName() throws Exception {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(conv(2).name("first").build())
                .layer(conv(2).name("second").build())
                .layer(output())
                .inputPreProcessor(0, new FeedForwardToCnnPreProcessor(6, 6, 2))
                .setInputType(InputType.convolutionalFlat(6, 6, 2))
                .build());
    net.init();
    Model model = read(net);
    List<Operation> without =
        model.network().operations().stream().filter(o -> !o.name().startsWith("first")).toList();
    assertThatThrownBy(
            () -> Resized.of(model.network().origin().orElseThrow(), model.network(), without))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "layer first reshapes its input by DL4J's FeedForwardToCnnPreProcessor, expected a"
                + " layer that reads its input as it is, or prune.keep for what is in front of it");
  }
}
