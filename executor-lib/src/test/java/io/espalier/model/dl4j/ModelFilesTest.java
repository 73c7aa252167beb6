package io.espalier.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.input.InputException;
import io.espalier.measure.Inspection;
import io.espalier.measure.LayerInfo;
import io.espalier.model.Model;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.train.Initializer;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class ModelFilesTest {
  @TempDir Path dir;

  private Path written(Network network, float[] values) throws Exception {
    Path file = dir.resolve(network.name() + ".zip");
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelWriter.writeDl4j(network, values, out);
    }
    return file;
  }

  @Test
  void plainDl4jLoadsAChainAndComputesTheSame() throws Exception {
    Network network = Zoo.network("lenet-5", Shape.of(1, 28, 28), 10);
    float[] values = Initializer.values(network, 1);
    Path file = written(network, values);
    INDArray x = Nd4j.rand(3, 1, 28, 28);

    INDArray theirs = MultiLayerNetwork.load(file.toFile(), false).output(x);

    try (Dl4jNetwork ours = new Dl4jNetwork(network, false)) {
      ours.setValues(values);
      assertThat(theirs.dup('c').data().asFloat()).containsExactly(ours.outputs(x));
    }
  }

  @Test
  void plainDl4jLoadsAGraphAndWeReadItBack() throws Exception {
    Network network = Zoo.network("resnet-20", Shape.of(3, 8, 8), 10);
    float[] values = Initializer.values(network, 1);
    Path file = written(network, values);
    INDArray x = Nd4j.rand(2, 3, 8, 8);

    INDArray theirs = ComputationGraph.load(file.toFile(), false).outputSingle(x);
    Model back = ModelReader.read(file, Optional.of(Shape.of(3, 8, 8)));

    assertThat(back.network().prunable())
        .extracting(s -> s.parameter().name() + s.parameter().shape())
        .containsExactlyInAnyOrderElementsOf(
            network.prunable().stream()
                .map(s -> s.parameter().name() + s.parameter().shape())
                .toList());
    // DL4J's own order of layers is another one; a parameter keeps its values.
    for (Network.Slot slot : network.slots()) {
      Network.Slot theirSlot = back.network().slot(slot.parameter().name());
      assertThat(java.util.Arrays.copyOfRange(back.values(), theirSlot.offset(), theirSlot.end()))
          .as(slot.parameter().name())
          .containsExactly(java.util.Arrays.copyOfRange(values, slot.offset(), slot.end()));
    }
    try (Dl4jNetwork ours = new Dl4jNetwork(back.network(), false)) {
      ours.setValues(back.values());
      assertThat(theirs.dup('c').data().asFloat()).containsExactly(ours.outputs(x));
    }
  }

  @Test
  void aDenseWeightIsOutByInRowMajor() throws Exception {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(3)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    net.init();
    net.setParam("0_W", Nd4j.create(new float[][] {{1, 2}, {3, 4}, {5, 6}})); // [in, out]
    Path file = dir.resolve("one.zip");
    ModelSerializer.writeModel(net, file.toFile(), false);

    Model model = ModelReader.read(file, Optional.empty());

    assertThat(model.network().slots().get(0).parameter().shape()).isEqualTo(Shape.of(2, 3));
    assertThat(java.util.Arrays.copyOf(model.values(), 6)).containsExactly(1, 3, 5, 2, 4, 6);
  }

  @Test
  void aVarianceKeptAsLogarithmIsAVarianceHere() throws Exception {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(new BatchNormalization.Builder().useLogStd(true).build())
                .layer(new Upsampling2D.Builder(2).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 1))
                .build());
    net.init();
    net.setParam("1_log10stdev", Nd4j.create(new float[] {1, -0.5f}).reshape(1, 2));
    Path file = dir.resolve("bn.zip");
    ModelSerializer.writeModel(net, file.toFile(), false);

    Model model = ModelReader.read(file, Optional.of(Shape.of(1, 6, 6)));

    Network.Slot variance = model.network().slot("layer1.variance");
    assertThat(model.values()[variance.offset()]).isCloseTo(100, within(1e-3f)); // (10¹)²
    assertThat(model.values()[variance.offset() + 1]).isCloseTo(0.1f, within(1e-6f)); // (10^-½)²
    // What Espalier does not know is kept, and listed with the reason.
    assertThat(model.network().operations())
        .filteredOn(Operation.Opaque.class::isInstance)
        .extracting(o -> ((Operation.Opaque) o).kind())
        .containsExactly("Upsampling2D");
    INDArray x = Nd4j.rand(2, 1, 6, 6);
    try (Dl4jNetwork ours = new Dl4jNetwork(model.network(), false)) {
      ours.setValues(model.values());
      float[] expected = net.output(x).dup('c').data().asFloat();
      assertThat(ours.outputs(x)).containsExactly(expected, within(1e-5f));
    }
  }

  @Test
  void aRecurrentNetworkIsReadAsOpaqueAndDoesNotClassify() throws Exception {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LSTM.Builder().nIn(3).nOut(4).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    net.init();
    Path file = dir.resolve("lstm.zip");
    ModelSerializer.writeModel(net, file.toFile(), false);

    Model model = ModelReader.read(file, Optional.of(Shape.of(3, 5)));

    assertThat(model.network().prunable()).isEmpty();
    assertThat(model.network().classifies()).isFalse();
  }

  @Test
  void aDropoutLayersRateIsItsOwn() throws Exception {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(3).nOut(4).build())
                .layer(new DropoutLayer.Builder(0.8).build()) // to keep
                .layer(
                    new DropoutLayer.Builder(
                            new Dropout(
                                new MapSchedule(ScheduleType.EPOCH, Map.of(0, 0.9, 5, 1.0))))
                        .build())
                .layer(new DropoutLayer.Builder(new AlphaDropout(0.7)).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    net.init();
    Path file = dir.resolve("dropout.zip");
    ModelSerializer.writeModel(net, file.toFile(), false);

    Network network = ModelReader.read(file, Optional.empty()).network();

    assertThat(network.operations())
        .filteredOn(Operation.Dropout.class::isInstance)
        .extracting(o -> ((Operation.Dropout) o).rate())
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1)
        .containsExactly(0.2, 0.1);
    assertThat(Inspection.of(network))
        .filteredOn(l -> l.why().contains("drops"))
        .extracting(LayerInfo::why)
        .containsExactly(
            "drops 0.200 of its input in training", "drops 0.100 of its input in training");
    // Another kind of noise is none of our operations, and kept as it is.
    assertThat(network.operations().get(4)).isInstanceOf(Operation.Opaque.class);
  }

  @Test
  void aShapeThatTheFirstOrALaterLayerDoesNotTakeIsRefusedInOneLine() throws Exception {
    Network chain = Zoo.network("lenet-5", Shape.of(1, 28, 28), 10);
    Network graph = Zoo.network("resnet-20", Shape.of(3, 8, 8), 10);
    Path chainFile = written(chain, Initializer.values(chain, 1));
    Path graphFile = written(graph, Initializer.values(graph, 1));

    assertThatThrownBy(() -> ModelReader.read(chainFile, Optional.of(Shape.of(4, 28, 28))))
        .isInstanceOf(InputException.class)
        .hasMessage(
            chainFile
                + " does not take examples of 4x28x28 (conv1 takes 1 channels), expected the shape"
                + " that it was made for, channels first: in --shape, or in the data");
    assertThatThrownBy(() -> ModelReader.read(graphFile, Optional.of(Shape.of(1, 8, 8))))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(graphFile + " does not take examples of 1x8x8 (conv1 takes 3")
        .message()
        .doesNotContain("\n");
    // Its channels fit, its flattened size does not.
    assertThatThrownBy(() -> ModelReader.read(chainFile, Optional.of(Shape.of(1, 32, 32))))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(chainFile + " does not take examples of 1x32x32 (")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void anOldFileWithoutClippedProbabilitiesHasAFiniteLoss() throws Exception {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new OutputLayer.Builder(new LossMCXENT(0, null))
                        .nIn(1)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    net.init();
    net.setParam("0_W", Nd4j.create(new float[][] {{500, -500}})); // exp(-1000) is 0 in float
    INDArray x = Nd4j.ones(1, 1);
    INDArray second = Nd4j.create(new float[][] {{0, 1}});
    assertThat(net.score(new DataSet(x, second))).isNotFinite();
    Path file = dir.resolve("old.zip");
    ModelSerializer.writeModel(net, file.toFile(), false);

    Model model = ModelReader.read(file, Optional.empty());

    float[] gradient = new float[model.network().size()];
    try (Dl4jNetwork ours = new Dl4jNetwork(model.network(), false)) {
      ours.setValues(model.values());
      // DL4J's least probability is 1e-10.
      assertThat(ours.gradient(x, second, gradient)).isCloseTo(-Math.log(1e-10), within(1e-3));
    }
    // Softmax minus label, times the input: the first class has all, the second should have.
    assertThat(gradient).containsExactly(1, -1, 1, -1);
  }

  @Test
  void whatIsNoModelIsRefusedInOneLine() throws Exception {
    Path text = Files.writeString(dir.resolve("notes.zip"), "hello");
    Path empty = dir.resolve("empty.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(empty))) {
      zip.putNextEntry(new ZipEntry("readme.txt"));
    }
    Path broken = dir.resolve("broken.zip");
    byte[] whole =
        Files.readAllBytes(
            written(
                Zoo.network("lenet-300-100", Shape.of(4), 2),
                new float[Zoo.network("lenet-300-100", Shape.of(4), 2).size()]));
    Files.write(broken, java.util.Arrays.copyOf(whole, whole.length / 2));
    Path hdf = dir.resolve("model.h5");
    Files.write(hdf, new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 0, 0});

    for (Path file : new Path[] {text, empty, broken, hdf, dir.resolve("absent.zip")}) {
      assertThatThrownBy(() -> ModelReader.read(file, Optional.empty()))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(file.toString())
          .message()
          .doesNotContain("\n");
    }
  }
}
