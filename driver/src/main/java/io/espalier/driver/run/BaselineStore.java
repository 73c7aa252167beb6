package io.espalier.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.measure.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Baselines beside the run folders, {@code baselines/KEY}: trained once, reused by every run whose
 * model, training and data are the same. {@code baseline.json} is written last and holds every
 * array's SHA-256: what it does not name, or what differs from it, is not there.
 */
public final class BaselineStore {
  private static final Logger LOG = LoggerFactory.getLogger(BaselineStore.class);
  private static final String SCHEMA = "espalier/baseline/1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Files files;
  private final Path folder;

  /**
   * @param runFolder the run's; the store is its sibling
   * @param key hash of all that the baseline depends on
   */
  public BaselineStore(String runFolder, String key, Configuration hadoop) {
    Path parent = new Path(runFolder).getParent();
    this.folder = new Path(new Path(parent == null ? new Path(".") : parent, "baselines"), key);
    this.files = Files.of(folder, hadoop);
  }

  /**
   * What is kept.
   *
   * @param trained all of the network's values after training, {@code initial} before it
   * @param epochs values after named epochs
   * @param lossSum on validation, with {@code correct} of {@code examples}
   */
  public record Stored(
      float[] trained,
      float[] initial,
      Map<Integer, float[]> epochs,
      double lossSum,
      long correct,
      long examples) {}

  public String folder() {
    return folder.toString();
  }

  /** Writes a baseline; {@code zip} is its DL4J model. */
  public void save(Stored baseline, byte[] zip) {
    ObjectNode digests = JSON.createObjectNode();
    write(digests, "trained", baseline.trained());
    write(digests, "initial", baseline.initial());
    baseline.epochs().forEach((k, v) -> write(digests, "epoch-" + k, v));
    files.write("model.zip", zip);
    ObjectNode json = JSON.createObjectNode();
    json.put("schema", SCHEMA);
    json.put("lossSum", baseline.lossSum());
    json.put("correct", baseline.correct());
    json.put("examples", baseline.examples());
    json.set("sha256", digests);
    files.write(
        "baseline.json", json.toPrettyString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** The baseline, if all of it is there undamaged and it has the epochs asked for. */
  public Optional<Stored> load(Iterable<Integer> epochs) {
    if (!files.exists("baseline.json")) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(files.read("baseline.json"));
      if (!SCHEMA.equals(json.path("schema").asText())) {
        return Optional.empty();
      }
      Map<Integer, float[]> kept = new TreeMap<>();
      for (Iterator<String> names = json.get("sha256").fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (name.startsWith("epoch-")) {
          kept.put(Integer.parseInt(name.substring("epoch-".length())), read(json, name));
        }
      }
      for (int e : epochs) {
        if (!kept.containsKey(e)) {
          return Optional.empty();
        }
      }
      return Optional.of(
          new Stored(
              read(json, "trained"),
              read(json, "initial"),
              kept,
              json.get("lossSum").asDouble(),
              json.get("correct").asLong(),
              json.get("examples").asLong()));
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      LOG.warn("the baseline in {} is damaged and is trained again", folder, e);
      return Optional.empty();
    }
  }

  private void write(ObjectNode digests, String name, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, values.length));
    bytes.asFloatBuffer().put(values);
    files.write(name + ".f32", bytes.array());
    digests.put(name, Digest.of(values));
  }

  private float[] read(JsonNode json, String name) {
    float[] values = new float[files.read(name + ".f32").length / 4];
    ByteBuffer.wrap(files.read(name + ".f32")).asFloatBuffer().get(values);
    if (!Digest.of(values).equals(json.get("sha256").path(name).asText())) {
      throw new IllegalArgumentException(name + ".f32 differs from its checksum");
    }
    return values;
  }
}
