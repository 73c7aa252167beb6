package io.espalier.model.dl4j;

import io.espalier.input.InputException;
import io.espalier.model.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** What a Keras file says of its network and DL4J's importer does not hand on. */
record KerasConfig(JsonNode config) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Of a file; says nothing where there is nothing to read: the importer will say what is wrong.
   *
   * @throws InputException if it is no configuration that can be read
   */
  static KerasConfig of(Path file, Hdf5Look look) throws IOException {
    if (look.config().isEmpty()) {
      return new KerasConfig(JSON.createObjectNode());
    }
    ConfigurationLook.at(file.toString(), look.config());
    return of(look.config());
  }

  /** Of the JSON that Keras keeps as {@code model_config}. */
  static KerasConfig of(String json) throws IOException {
    return new KerasConfig(JSON.readTree(json));
  }

  /** One example's shape, channels first; empty where the file does not state it. */
  Optional<Shape> shape() {
    for (JsonNode batch : config.findValues("batch_input_shape")) {
      List<Integer> dims = new ArrayList<>();
      for (int i = 1; i < batch.size(); i++) {
        dims.add(batch.get(i).asInt(0));
      }
      if (!dims.isEmpty() && dims.stream().allMatch(d -> d > 0)) {
        return Optional.of(
            dims.size() == 3 && channelsLast()
                ? Shape.of(dims.get(2), dims.get(0), dims.get(1))
                : new Shape(dims));
      }
    }
    return Optional.empty();
  }

  private boolean channelsLast() {
    return config.findValuesAsText("data_format").contains("channels_last")
        || config.findValuesAsText("dim_ordering").contains("tf");
  }

  /** Dropout rates by layer, which DL4J's importer looks for under Keras 1's name alone. */
  Map<String, Double> dropoutRates() {
    Map<String, Double> rates = new LinkedHashMap<>();
    for (JsonNode layer : config.findParents("class_name")) {
      JsonNode own = layer.path("config");
      if (layer.get("class_name").asText().equals("Dropout") && own.path("rate").isNumber()) {
        rates.put(own.path("name").asText(), own.get("rate").asDouble());
      }
    }
    return rates;
  }

  /** Names of the convolutions that have groups, which DL4J's importer passes over in silence. */
  List<String> grouped() {
    return config.findParents("groups").stream()
        .filter(l -> l.get("groups").asInt(1) > 1)
        .map(l -> l.path("name").asText("a convolution"))
        .toList();
  }
}
