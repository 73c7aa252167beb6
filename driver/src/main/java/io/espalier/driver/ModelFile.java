package io.espalier.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.datasets.Dataset;
import io.espalier.input.InputException;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import io.espalier.model.dl4j.ModelWriter;
import io.espalier.shard.Normalization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A model as plain DL4J loads it, with one entry more, {@code espalier.json}: how its inputs are
 * normalised, and the order of its classes and channels. DL4J passes over entries it does not know.
 */
final class ModelFile {
  /** The entry's name. */
  static final String ENTRY = "espalier.json";

  private static final String SCHEMA = "espalier/preprocessing/1";

  /** Enough for a million features. */
  private static final int MOST_BYTES = 64 << 20;

  /** DL4J writes five at most. */
  private static final int MOST_ENTRIES = 1000;

  /** Unpacked, of all entries that stand before ours: as much as any model that is read. */
  private static final long MOST_UNPACKED = 2L << 30;

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
      to.write(json(Preprocessing.of(data)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  /**
   * What a model file of Espalier's says of the data it was trained on; empty for any other file.
   *
   * @throws InputException if the entry is damaged
   */
  static Optional<Preprocessing> preprocessing(String file, Configuration hadoop) {
    Path path = new Path(file);
    try (InputStream in = path.getFileSystem(hadoop).open(path);
        ZipInputStream zip = new ZipInputStream(in)) {
      int entries = 0;
      long unpacked = 0;
      byte[] buffer = new byte[1 << 16];
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        if (e.getName().equals(ENTRY)) {
          byte[] json = zip.readNBytes(MOST_BYTES + 1);
          return Optional.of(preprocessing(json));
        }
        for (int n = zip.read(buffer); n >= 0; n = zip.read(buffer)) {
          unpacked += n;
          if (unpacked > MOST_UNPACKED) {
            throw new IllegalArgumentException("more than " + MOST_UNPACKED + " bytes before it");
          }
        }
        if (++entries > MOST_ENTRIES) {
          throw new IllegalArgumentException("more than " + MOST_ENTRIES + " entries before it");
        }
      }
      return Optional.empty();
    } catch (IOException | IllegalArgumentException | StackOverflowError e) {
      throw new InputException(
          file,
          "cannot be read to its "
              + ENTRY
              + " ("
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + ")",
          "the file as Espalier wrote it");
    }
  }

  /**
   * What the entry says.
   *
   * @throws IllegalArgumentException if that is nothing that Espalier wrote
   */
  static Preprocessing preprocessing(byte[] bytes) throws IOException {
    if (bytes.length > MOST_BYTES) {
      throw new IllegalArgumentException("it has more than " + MOST_BYTES + " bytes");
    }
    JsonNode json = JSON.readTree(bytes);
    if (!json.path("schema").asText().equals(SCHEMA)) {
      throw new IllegalArgumentException("its schema is not " + SCHEMA);
    }
    JsonNode n = json.path("normalization");
    for (JsonNode array :
        List.of(n.path("shift"), n.path("factor"), json.path("classes"), json.path("shape"))) {
      if (!array.isArray()) {
        throw new IllegalArgumentException("it lacks an array");
      }
    }
    each(n.path("shift"), v -> v.isNumber() && Double.isFinite(v.asDouble()));
    each(n.path("factor"), v -> v.isNumber() && Double.isFinite(v.asDouble()));
    each(json.path("classes"), JsonNode::isTextual);
    each(json.path("shape"), v -> v.canConvertToInt() && v.isIntegralNumber());
    return new Preprocessing(
        new Normalization(
            n.path("kind").asText(),
            JSON.convertValue(n.path("shift"), double[].class),
            JSON.convertValue(n.path("factor"), double[].class)),
        List.of(JSON.convertValue(json.path("classes"), String[].class)),
        json.path("channelOrder").asText(),
        Shape.of(JSON.convertValue(json.path("shape"), int[].class)));
  }

  private static void each(JsonNode array, Predicate<JsonNode> right) {
    for (JsonNode value : array) {
      if (!right.test(value)) {
        throw new IllegalArgumentException("it holds " + value + ", which does not belong there");
      }
    }
  }

  private static byte[] json(Preprocessing p) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("schema", SCHEMA);
    ObjectNode normalization = json.putObject("normalization");
    normalization.put("kind", p.normalization().kind());
    normalization.putPOJO("shift", p.normalization().shift());
    normalization.putPOJO("factor", p.normalization().factor());
    json.putPOJO("classes", p.classes());
    json.put("channelOrder", p.channelOrder());
    json.putPOJO("shape", p.shape().dims());
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }
}
