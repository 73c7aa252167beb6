package io.espalier.model.dl4j;

import io.espalier.input.Deflate;
import io.espalier.input.InputException;
import io.espalier.model.Model;
import io.espalier.model.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
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
 * far: of its configuration the classes are checked, its array is read as raw numbers, and nothing
 * of it is unpacked to disk.
 */
final class Dl4jZip {
  private static final long MOST_JSON = 64 << 20;

  /** DL4J writes five at most, and Espalier one more. */
  private static final int MOST_ENTRIES = 1000;

  private Dl4jZip() {}

  static Model read(Path file, Optional<Shape> inputShape) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      checkNames(file, zip);
      byte[] text = entry(file, zip, "configuration.json", Math.min(MOST_JSON, Allowance.bytes()));
      String json = new String(text, StandardCharsets.UTF_8);
      ConfigurationLook.at(file.toString(), json);
      INDArray params =
          Nd4j.createFromArray(
              new float[][] {
                Coefficients.read(entry(file, zip, "coefficients.bin", Allowance.bytes()))
              });
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

  /** Names that could be meant for another folder, or for two contents, are in no model. */
  private static void checkNames(Path file, ZipFile zip) {
    if (zip.size() > MOST_ENTRIES) {
      throw new InputException(
          file.toString(), "is a zip of " + zip.size() + " entries", "at most " + MOST_ENTRIES);
    }
    Set<String> names = new HashSet<>();
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      String name = all.nextElement().getName();
      boolean leadsOut =
          name.startsWith("/")
              || name.indexOf('\\') >= 0
              || name.indexOf(':') >= 0
              || List.of(name.split("/")).contains("..");
      if (leadsOut || !names.add(name)) {
        throw new InputException(
            file.toString(),
            "is a zip with "
                + (leadsOut ? "the entry " + name + ", which leads out of it" : name + " twice"),
            "plain names, each once");
      }
    }
  }

  /** An entry's content, which is what its checksum says; Java's own reader does not look. */
  private static byte[] entry(Path file, ZipFile zip, String name, long most) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw ModelReader.refuse(file, "is a zip without " + name);
    }
    long size = entry.getSize();
    if (size < 0 || size > (entry.getCompressedSize() + 1) * Deflate.MOST_RATIO) {
      throw ModelReader.refuse(
          file, "has a " + name + " that states " + size + " bytes, more than it can hold");
    }
    if (size > most) {
      throw Allowance.exceeded(file.toString(), "has a " + name + " of " + size + " bytes");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) size);
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if (bytes.length < size || in.read() >= 0 || crc.getValue() != entry.getCrc()) {
        throw ModelReader.refuse(file, "has a damaged " + name + ", not what its checksum says");
      }
      return bytes;
    }
  }
}
