package io.espalier.driver.run;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.spec.TrainSpec;
import io.espalier.input.InputException;
import io.espalier.method.Options;
import io.espalier.train.LearningRate;
import io.espalier.train.Objective;
import io.espalier.train.OptimizerSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The run folder's JSON files and the records they hold. A double is written with the fewest digits
 * that give the same bits again; what is not a number is {@code null}.
 */
final class RunJson {
  private static final String FAMILY = "espalier/";
  private static final int VERSION = 1;

  /** Of the folder as a whole: from 2 on it has checkpoints, a lease and a manifest. */
  private static final int RUN_VERSION = 2;

  private static final String RECIPE = "recipe";
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          // A field that a later minor version adds does not stop this one from reading the rest.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(new DoubleOut(Double.class))
                  .addSerializer(new DoubleOut(Double.TYPE))
                  .addDeserializer(Double.TYPE, new DoubleIn())
                  .addSerializer(new OptionsJson.Out())
                  .addDeserializer(Options.class, new OptionsJson.In())
                  .addSerializer(new YamlName<>(OptimizerSpec.Kind.class))
                  .addSerializer(new YamlName<>(LearningRate.Kind.class))
                  .addSerializer(new YamlName<>(Objective.Kind.class))
                  .addDeserializer(LearningRate.Kind.class, new OfYaml<>(LearningRate.Kind.class))
                  .addDeserializer(Objective.Kind.class, new OfYaml<>(Objective.Kind.class)))
          .build();

  /**
   * Of a whole file; a deserializer that reads a part finds its enclosing object's end behind it.
   */
  private static final ObjectReader FILES =
      MAPPER.reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private RunJson() {}

  /** {@code espalier/KIND/VERSION}. */
  static String schema(String kind) {
    return FAMILY + kind + "/" + version(kind);
  }

  private static int version(String kind) {
    return kind.equals("run") ? RUN_VERSION : VERSION;
  }

  static byte[] run() {
    return bytes(file("run"));
  }

  static byte[] plan(Object plan) {
    ObjectNode json = file("plan");
    json.setAll((ObjectNode) MAPPER.valueToTree(plan));
    return bytes(json);
  }

  static RunFolder.PlannedData plannedData(JsonNode plan) {
    Map<String, List<Integer>> shards = new LinkedHashMap<>();
    plan.path("shards")
        .fields()
        .forEachRemaining(
            f -> {
              List<Integer> sizes = new ArrayList<>();
              f.getValue().forEach(n -> sizes.add(n.asInt()));
              shards.put(f.getKey(), List.copyOf(sizes));
            });
    return new RunFolder.PlannedData(
        Optional.ofNullable(plan.get("dataFingerprint")).map(JsonNode::asText), shards);
  }

  static byte[] candidate(CandidateResult result) {
    ObjectNode json = file("candidate").put("id", result.spec().id());
    ObjectNode fields = MAPPER.valueToTree(result);
    ObjectNode settings = (ObjectNode) fields.remove("spec");
    settings.remove("id");
    ObjectNode objective =
        (ObjectNode) flatten((ObjectNode) settings.get("fineTune")).get("objective");
    // Unsaid as in the YAML: a file that an earlier version wrote is written the same again.
    Objective own = result.spec().fineTune().recipe().objective();
    if (own.kind() == Objective.PLAIN.kind()) {
      objective.remove("kind");
    }
    if (own.until() == Objective.PLAIN.until()) {
      objective.remove("until");
    }
    json.setAll(fields);
    json.set("settings", settings);
    return bytes(json);
  }

  static CandidateResult candidate(JsonNode file) {
    ObjectNode json = ((ObjectNode) file).deepCopy();
    json.remove("schema");
    ObjectNode settings = (ObjectNode) json.remove("settings");
    settings.set("id", json.remove("id"));
    ObjectNode fineTune = (ObjectNode) settings.get("fineTune");
    complete(fineTune, flatten(MAPPER.valueToTree(TrainSpec.FINE_TUNE_DEFAULTS)));
    fineTune.set(RECIPE, fineTune.deepCopy());
    json.set("spec", settings);
    return MAPPER.convertValue(json, CandidateResult.class);
  }

  /** The recipe's keys beside the others, as the YAML has them. */
  private static ObjectNode flatten(ObjectNode fineTune) {
    return fineTune.setAll((ObjectNode) fineTune.remove(RECIPE));
  }

  /** What an earlier version did not write is as it was then: at its default. */
  private static void complete(ObjectNode given, ObjectNode defaults) {
    defaults
        .fields()
        .forEachRemaining(
            field -> {
              JsonNode own = given.get(field.getKey());
              if (own == null) {
                given.set(field.getKey(), field.getValue());
              } else if (own instanceof ObjectNode o && field.getValue() instanceof ObjectNode d) {
                complete(o, d);
              }
            });
  }

  static byte[] summary(RunResult result) {
    ObjectNode json = file("summary").put("name", result.name());
    ObjectNode baseline = json.putObject("baseline");
    baseline.setAll((ObjectNode) MAPPER.valueToTree(result.baseline()));
    baseline.set("generalisationGap", number(result.baseline().generalisationGap()));
    json.putNull("best");
    result
        .best()
        .ifPresent(
            b -> {
              ObjectNode best = json.putObject("best");
              best.setAll((ObjectNode) MAPPER.valueToTree(b));
              best.set("generalisationGap", number(b.generalisationGap()));
            });
    json.set("objective", MAPPER.valueToTree(result.objective()));
    json.set("pareto", MAPPER.valueToTree(result.pareto()));
    ObjectNode counts = json.putObject("candidates");
    for (Status status : List.of(Status.DONE, Status.STOPPED, Status.FAILED, Status.LOST)) {
      counts.put(
          status.name().toLowerCase(Locale.ROOT),
          result.candidates().stream().filter(c -> c.status() == status).count());
    }
    ArrayNode order = json.putArray("order");
    result.candidates().forEach(c -> order.add(c.spec().id()));
    json.set("seconds", MAPPER.valueToTree(result.seconds()));
    json.set("provenance", MAPPER.valueToTree(result.provenance()));
    return bytes(json);
  }

  /** The summary's record, with candidates in the order that the summary gives. */
  static RunResult summary(JsonNode json, String folder, List<CandidateResult> candidates) {
    Map<String, CandidateResult> byId = new LinkedHashMap<>();
    candidates.forEach(c -> byId.put(c.spec().id(), c));
    List<CandidateResult> ordered = new ArrayList<>();
    for (JsonNode id : json.path("order")) {
      CandidateResult candidate = byId.get(id.asText());
      if (candidate == null) {
        throw new InputException(
            folder + "/candidates/" + id.asText() + ".json",
            "is not there, though summary.json names it",
            "a run folder with all its files");
      }
      ordered.add(candidate);
    }
    return new RunResult(
        json.path("name").asText(),
        folder,
        MAPPER.convertValue(json.get("baseline"), RunResult.Baseline.class),
        Optional.ofNullable(MAPPER.convertValue(json.get("best"), RunResult.Best.class)),
        MAPPER.convertValue(json.get("objective"), RunResult.Objective.class),
        strings(json.path("pareto")),
        List.copyOf(ordered),
        MAPPER.convertValue(json.get("seconds"), RunResult.Seconds.class),
        MAPPER.convertValue(
            json.get("provenance"),
            MAPPER
                .getTypeFactory()
                .constructMapType(LinkedHashMap.class, String.class, String.class)));
  }

  /**
   * Parses one file and checks what it is.
   *
   * @throws InputException if it is not whole JSON, of another kind, or of another version
   */
  static JsonNode parse(String where, String kind, byte[] content) {
    JsonNode json;
    try {
      // What stands behind a file's end is damage.
      json = FILES.readTree(content);
    } catch (JsonProcessingException e) {
      throw new InputException(
          where + ":" + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
          "is damaged (" + e.getOriginalMessage() + ")",
          "JSON as Espalier wrote it");
    } catch (IOException e) {
      throw new InputException(where, "cannot be read (" + e + ")", "a JSON file");
    }
    String found = json.path("schema").asText("");
    if (found.equals(schema(kind)) || (kind.equals("run") && found.equals(FAMILY + "run/1"))) {
      return json;
    }
    if (found.matches(FAMILY + kind + "/[0-9]+")) {
      throw new InputException(
          where,
          "is of format version " + found.substring(found.lastIndexOf('/') + 1),
          "version " + version(kind) + ", which this Espalier reads; use the one that wrote it");
    }
    throw new InputException(
        where,
        found.isEmpty() ? "names no schema" : "is of schema " + found,
        "schema " + schema(kind) + " of an Espalier run folder");
  }

  private static List<String> strings(JsonNode array) {
    List<String> all = new ArrayList<>();
    array.forEach(n -> all.add(n.asText()));
    return List.copyOf(all);
  }

  private static ObjectNode file(String kind) {
    return MAPPER.createObjectNode().put("schema", schema(kind));
  }

  private static JsonNode number(double value) {
    return MAPPER.valueToTree(value);
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of numbers and text can be written", e);
    }
  }

  private static final class DoubleOut extends StdSerializer<Double> {
    private static final long serialVersionUID = 1;

    DoubleOut(Class<Double> type) {
      super(type);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        out.writeNumber(value);
      } else {
        out.writeNull();
      }
    }
  }

  private static final class DoubleIn extends StdDeserializer<Double> {
    private static final long serialVersionUID = 1;

    DoubleIn() {
      super(Double.TYPE);
    }

    @Override
    public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return in.getDoubleValue();
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }

  private static final class OfYaml<T extends Enum<T>> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1;

    private final Class<T> type;

    OfYaml(Class<T> type) {
      super(type);
      this.type = type;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Enum.valueOf(type, in.getText().toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /** Writes a constant as the YAML does: in small letters. */
  private static final class YamlName<T extends Enum<T>> extends StdSerializer<T> {
    private static final long serialVersionUID = 1;

    YamlName(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }
}
