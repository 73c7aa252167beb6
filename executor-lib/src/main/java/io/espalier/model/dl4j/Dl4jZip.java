package io.espalier.model.dl4j;

import io.espalier.model.Model;
import io.espalier.model.Shape;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads the two entries of a DL4J zip that make the model, its configuration and its coefficients.
 * DL4J's own reader would also deserialise Java objects from it; a user's file is not trusted so
 * far.
 */
final class Dl4jZip {
  /** More than any network that fits an executor; a bomb ends here. */
  private static final long MOST_BYTES = 1L << 30;

  private static final int MOST_JSON = 64 << 20;

  private Dl4jZip() {}

  static Model read(Path file, Optional<Shape> inputShape) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      String json =
          new String(entry(file, zip, "configuration.json", MOST_JSON), StandardCharsets.UTF_8);
      INDArray params = coefficients(file, zip);
      if (json.contains("\"vertices\"")) {
        ComputationGraphConfiguration conf = ComputationGraphConfiguration.fromJson(json);
        ComputationGraph net = new ComputationGraph(conf);
        net.init(params, false);
        return Imported.of(file, net, inputShape);
      }
      MultiLayerConfiguration conf = MultiLayerConfiguration.fromJson(json);
      MultiLayerNetwork net = new MultiLayerNetwork(conf);
      net.init(params, false);
      return Imported.of(file, net, inputShape);
    }
  }

  private static INDArray coefficients(Path file, ZipFile zip) throws IOException {
    byte[] bytes = entry(file, zip, "coefficients.bin", MOST_BYTES);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return Nd4j.read(in);
    }
  }

  private static byte[] entry(Path file, ZipFile zip, String name, long most) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw ModelReader.refuse(file, "is a zip without " + name);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) most);
      if (in.read() >= 0) {
        throw ModelReader.refuse(file, "has a " + name + " of more than " + most + " bytes");
      }
      return bytes;
    }
  }
}
