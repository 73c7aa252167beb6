package io.espalier.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.scope.Sensitivity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sensitivity scans beside the run folders, {@code sensitivity/FINGERPRINT}: measured once, reused
 * for any total and budget by every run whose model, data and criterion are the same. {@code
 * sensitivity.json} is written last; {@code sensitivity.csv} has the same numbers.
 */
public final class SensitivityStore {
  private static final Logger LOG = LoggerFactory.getLogger(SensitivityStore.class);
  private static final String SCHEMA = "espalier/sensitivity/1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Files files;
  private final Path folder;
  private final String fingerprint;

  /**
   * @param runFolder the run's; the store is its sibling
   * @param fingerprint hash of all that the scan depends on
   */
  public SensitivityStore(String runFolder, String fingerprint, Configuration hadoop) {
    Path parent = new Path(runFolder).getParent();
    this.fingerprint = fingerprint;
    this.folder =
        new Path(new Path(parent == null ? new Path(".") : parent, "sensitivity"), fingerprint);
    this.files = Files.of(folder, hadoop);
  }

  public String folder() {
    return folder.toString();
  }

  /** Writes a scan. */
  public void save(Sensitivity scan) {
    files.write("sensitivity.csv", csv(scan).getBytes(StandardCharsets.UTF_8));
    files.write("sensitivity.json", json(scan, fingerprint));
  }

  /** Writes something that was made of the scan. */
  public void write(String name, String text) {
    files.write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The scan, if it is there undamaged. */
  public Optional<Sensitivity> load() {
    if (!files.exists("sensitivity.json")) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(files.read("sensitivity.json"));
      if (!SCHEMA.equals(json.path("schema").asText())
          || !fingerprint.equals(json.path("fingerprint").asText())) {
        return Optional.empty();
      }
      Map<String, List<Double>> accuracies = new LinkedHashMap<>();
      for (JsonNode layer : json.get("layers")) {
        accuracies.put(layer.get("name").asText(), numbers(layer.get("accuracies")));
      }
      return Optional.of(
          new Sensitivity(
              json.get("baseline").asDouble(), numbers(json.get("sparsities")), accuracies));
    } catch (IOException
        | UncheckedIOException
        | IllegalArgumentException
        | NullPointerException e) {
      LOG.warn("the scan in {} is damaged and is made again", folder, e);
      return Optional.empty();
    }
  }

  static byte[] json(Sensitivity scan, String fingerprint) {
    ObjectNode json = JSON.createObjectNode();
    json.put("schema", SCHEMA).put("fingerprint", fingerprint).put("baseline", scan.baseline());
    json.set("sparsities", JSON.valueToTree(scan.sparsities()));
    var layers = json.putArray("layers");
    scan.accuracies()
        .forEach(
            (name, accuracies) ->
                layers
                    .addObject()
                    .put("name", name)
                    .set("accuracies", JSON.valueToTree(accuracies)));
    return json.toPrettyString().getBytes(StandardCharsets.UTF_8);
  }

  static String csv(Sensitivity scan) {
    StringBuilder csv = new StringBuilder("layer,sparsity,accuracy,drop\n");
    scan.accuracies()
        .forEach(
            (name, accuracies) -> {
              for (int s = 0; s < accuracies.size(); s++) {
                csv.append(name).append(',').append(scan.sparsities().get(s));
                csv.append(',').append(accuracies.get(s)).append(',');
                csv.append(scan.baseline() - accuracies.get(s)).append('\n');
              }
            });
    return csv.toString();
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    array.forEach(n -> numbers.add(n.asDouble()));
    return numbers;
  }
}
