package io.espalier.driver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.datasets.Dataset;
import io.espalier.model.Network;
import io.espalier.model.dl4j.ModelWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A model as plain DL4J loads it, with one entry more, {@code espalier.json}: how its inputs are
 * normalised, and the order of its classes and channels. DL4J passes over entries it does not know.
 */
final class ModelFile {
  /** The entry's name. */
  static final String ENTRY = "espalier.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelFile() {}

  static byte[] zip(Network network, float[] values, Dataset data) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ModelWriter.writeDl4j(network, values, plain);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(plain.toByteArray()));
        ZipOutputStream to = new ZipOutputStream(all)) {
      for (ZipEntry e = from.getNextEntry(); e != null; e = from.getNextEntry()) {
        to.putNextEntry(new ZipEntry(e.getName()));
        from.transferTo(to);
      }
      to.putNextEntry(new ZipEntry(ENTRY));
      to.write(preprocessing(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  private static byte[] preprocessing(Dataset data) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("schema", "espalier/preprocessing/1");
    ObjectNode normalization = json.putObject("normalization");
    normalization.put("kind", data.normalization().kind());
    normalization.putPOJO("shift", data.normalization().shift());
    normalization.putPOJO("factor", data.normalization().factor());
    json.putPOJO("classes", data.classes());
    json.put("channelOrder", data.channelOrder());
    json.putPOJO("shape", data.shape().dims());
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }
}
