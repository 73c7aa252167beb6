package io.espalier.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.input.InputException;
import io.espalier.model.Model;
import io.espalier.model.Operation;
import io.espalier.model.Shape;
import java.io.DataInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Files of other projects, where they are at hand: {@code -Despalier.shared=FOLDER}. */
class ModelsOfOthersTest {
  private static Path folder() {
    Path models = Path.of(System.getProperty("espalier.shared", "../../shared")).resolve("models");
    assumeTrue(Files.isDirectory(models), "no models of others here");
    return models;
  }

  @Test
  void eachFileIsReadOrRefusedInOneLine() throws Exception {
    int read = 0;
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder())) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      try {
        Model model = ModelReader.read(file, Optional.empty());
        assertThat(model.values()).as(file.toString()).hasSize(model.network().size());
        read++;
      } catch (InputException e) {
        assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
      }
    }
    assertThat(read).isGreaterThanOrEqualTo(20);
  }

  @Test
  void aKerasNetworkWithBatchNormAgreesWithKeras() {
    Path f = folder().resolve("keras-cnn-batch-norm");
    Model model = ModelReader.read(f.resolve("cnn_batch_norm.h5"), Optional.empty());
    INDArray x = Nd4j.createFromNpyFile(f.resolve("input.npy").toFile()).castTo(DataType.FLOAT);
    INDArray expected =
        Nd4j.createFromNpyFile(f.resolve("predictions.npy").toFile()).castTo(DataType.FLOAT);
    try (Dl4jNetwork net = new Dl4jNetwork(model.network(), false)) {
      net.setValues(model.values());
      assertThat(net.outputs(x)).containsExactly(expected.dup('c').data().asFloat(), within(1e-5f));
    }
  }

  @Test
  void dropoutOfKerasNetworksKeepsItsRate() {
    for (String name : List.of("elephas_sequential.h5", "elephas_sequential_async.h5")) {
      Model model = ModelReader.read(folder().resolve("keras").resolve(name), Optional.empty());
      assertThat(model.network().operations())
          .as(name)
          .filteredOn(Operation.Dropout.class::isInstance)
          .extracting(o -> (float) ((Operation.Dropout) o).rate())
          .containsExactly(0.2f, 0.2f);
      // What is trained is the configuration that the network came with.
      assertThat(model.network().origin().orElseThrow().json()).contains("\"p\" : 0.8");
    }
  }

  @Test
  void networksOfOlderDl4jAgreeWithTheirOutputs() throws Exception {
    Path f = folder().resolve("dl4j");
    for (String version : List.of("100b4", "100b6")) {
      INDArray x = array(f.resolve("SyntheticCNN_Input_" + version + ".bin"));
      INDArray expected = array(f.resolve("SyntheticCNN_Output_" + version + ".bin"));
      Shape shape = Shape.of((int) x.size(1), (int) x.size(2), (int) x.size(3));
      Model model =
          ModelReader.read(f.resolve("SyntheticCNN_" + version + ".bin"), Optional.of(shape));
      try (Dl4jNetwork net = new Dl4jNetwork(model.network(), false)) {
        net.setValues(model.values());
        assertThat(net.outputs(x))
            .as(version)
            .containsExactly(expected.dup('c').data().asFloat(), within(1e-4f));
      }
    }
  }

  private static INDArray array(Path file) throws Exception {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      return Nd4j.read(in).castTo(DataType.FLOAT);
    }
  }
}
