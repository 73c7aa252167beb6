package io.espalier.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.input.InputException;
import io.espalier.measure.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a checkpoint consists of. Its file has a SHA-256 of itself as its last field.
 *
 * @param number grows with each checkpoint, also over resumed runs
 * @param lease the driver's that wrote it
 * @param round rounds that the live candidates have behind them
 * @param live ids of the wave that is under way
 * @param state of these; empty where a wave has just ended
 * @param waves that are over, a file each
 */
record Manifest(
    long number,
    String lease,
    RunIdentity identity,
    int round,
    List<String> live,
    Optional<Written> state,
    List<Written> waves) {
  private static final String KIND = "checkpoint";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All files that it names. */
  List<Written> files() {
    List<Written> all = new ArrayList<>(waves);
    state.ifPresent(all::add);
    return all;
  }

  byte[] bytes() {
    ObjectNode json = JSON.createObjectNode().put("schema", RunJson.schema(KIND));
    json.put("number", number).put("lease", lease).put("round", round);
    identity.facts().forEach(json.putObject("identity")::put);
    live.forEach(json.putArray("live")::add);
    json.set("state", state.<JsonNode>map(Manifest::json).orElse(json.nullNode()));
    ArrayNode ended = json.putArray("waves");
    waves.forEach(w -> ended.add(json(w)));
    return sealed(json);
  }

  static ObjectNode json(Written file) {
    return JSON.createObjectNode()
        .put("name", file.name())
        .put("size", file.size())
        .put("sha256", file.sha256());
  }

  /** With its own digest behind all else. */
  static byte[] sealed(ObjectNode json) {
    json.put("sha256", Digest.of(json.toString()));
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A sealed file's content.
   *
   * @throws InputException if it is not as it was written
   */
  static JsonNode unsealed(String where, String kind, byte[] bytes) {
    JsonNode json = RunJson.parse(where, kind, bytes);
    String seal = json.path("sha256").asText();
    ObjectNode rest = ((ObjectNode) json).deepCopy();
    rest.remove("sha256");
    if (!seal.equals(Digest.of(rest.toString()))) {
      throw new InputException(where, "differs from its own checksum", "the file as written");
    }
    return json;
  }

  /**
   * Reads what {@link #bytes()} made.
   *
   * @throws InputException if it is not as it was written
   */
  static Manifest of(String where, byte[] bytes) {
    JsonNode json = unsealed(where, KIND, bytes);
    Map<String, String> facts = new LinkedHashMap<>();
    json.path("identity")
        .fields()
        .forEachRemaining(f -> facts.put(f.getKey(), f.getValue().asText()));
    List<String> live = new ArrayList<>();
    json.path("live").forEach(id -> live.add(id.asText()));
    return new Manifest(
        json.path("number").asLong(),
        json.path("lease").asText(),
        new RunIdentity(facts),
        json.path("round").asInt(),
        List.copyOf(live),
        json.path("state").isObject() ? Optional.of(written(json.path("state"))) : Optional.empty(),
        writtens(json.path("waves")));
  }

  static List<Written> writtens(JsonNode array) {
    List<Written> all = new ArrayList<>();
    array.forEach(w -> all.add(written(w)));
    return List.copyOf(all);
  }

  private static Written written(JsonNode json) {
    return new Written(
        json.path("name").asText(), json.path("size").asLong(), json.path("sha256").asText());
  }
}
