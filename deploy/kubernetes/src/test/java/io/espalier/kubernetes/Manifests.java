package io.espalier.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The files of this folder, read so strictly that a misspelt field is an error. */
final class Manifests {
  static final Path FOLDER = Path.of("").toAbsolutePath();

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1/Namespace", Namespace.class,
          "v1/ServiceAccount", ServiceAccount.class,
          "v1/ConfigMap", ConfigMap.class,
          "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
          "v1/Pod", Pod.class,
          "batch/v1/Job", Job.class,
          "rbac.authorization.k8s.io/v1/Role", Role.class,
          "rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class);

  /** The model's classes would keep what they do not know in a map of their own. */
  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated a) {
                  return false;
                }
              });

  private Manifests() {}

  static List<HasMetadata> of(String file) throws IOException {
    return typed(Files.readString(FOLDER.resolve(file)));
  }

  static List<HasMetadata> typed(String yaml) throws IOException {
    List<HasMetadata> all = new ArrayList<>();
    for (JsonNode document : documents(yaml)) {
      String kind = document.path("apiVersion").asText() + "/" + document.path("kind").asText();
      if (!KINDS.containsKey(kind)) {
        throw new IOException("no such kind: " + kind);
      }
      all.add(STRICT.treeToValue(document, KINDS.get(kind)));
    }
    return all;
  }

  static <T> T as(Class<T> type, String file) throws IOException {
    return STRICT.readValue(Files.readString(FOLDER.resolve(file)), type);
  }

  static JsonNode tree(String yaml) throws IOException {
    return STRICT.readTree(yaml);
  }

  private static List<JsonNode> documents(String yaml) throws IOException {
    try (var documents = STRICT.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      return documents.readAll();
    }
  }

  static Properties properties() throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(FOLDER.resolve("spark.properties"))) {
      properties.load(in);
    }
    return properties;
  }
}
