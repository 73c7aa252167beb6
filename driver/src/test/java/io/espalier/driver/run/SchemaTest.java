package io.espalier.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir java.nio.file.Path dir;
  private RunFolder folder;
  private RunResult run;

  @BeforeEach
  void writeARun() {
    folder = RunFolder.create(dir.resolve("run").toString(), new Configuration());
    run = MadeUpRun.of(folder.path(), 1);
    folder.writePlan(Map.of("network", "lenet-300-100", "rounds", 3, "waves", List.of()));
    run.candidates().forEach(folder::writeCandidate);
    folder.writeSummary(run);
  }

  @Test
  void everyWrittenFileKeepsItsSchema() throws IOException {
    assertThat(problems("run", json("run.json"))).isEmpty();
    assertThat(problems("plan", json("plan.json"))).isEmpty();
    assertThat(problems("summary", json("summary.json"))).isEmpty();
    for (CandidateResult c : run.candidates()) {
      assertThat(problems("candidate", json("candidates/" + c.spec().id() + ".json"))).isEmpty();
    }
  }

  @Test
  void manifestsAndTheLeaseKeepTheirs() throws IOException {
    try (Lease lease = folder.lease(Clock.systemUTC())) {
      Checkpoints checkpoints = folder.checkpoints(lease);
      RunIdentity identity = new RunIdentity(Map.of("data fingerprint", "0"));
      checkpoints.commit(identity, out -> out.writeInt(1));
      checkpoints.commit(identity, 3, List.of("c-1"), out -> out.writeInt(2));
      folder.seal();
      assertThat(problems("lease", json("lease.json"))).isEmpty();
    }
    assertThat(problems("checkpoint", json("checkpoint/manifest-00000000.json"))).isEmpty();
    ObjectNode second = json("checkpoint/manifest-00000001.json");
    assertThat(problems("checkpoint", second)).isEmpty();
    assertThat(second.get("waves")).hasSize(1);
    assertThat(problems("checkpoint", second.deepCopy().put("round", -1))).hasSize(1);
    assertThat(problems("manifest", json("manifest.json"))).isEmpty();
    assertThat(json("manifest.json").get("files").findValuesAsText("name"))
        .contains("summary.json", "plan.json")
        .doesNotContain("lease.json", "checkpoint/latest");
  }

  @Test
  void incidentsKeepTheirs() throws IOException {
    folder.incidents().add("executor 1 is lost");
    folder.incidents().save();
    assertThat(problems("incidents", json("incidents.json"))).isEmpty();
    assertThat(problems("incidents", json("incidents.json").put("more", -1))).hasSize(1);
  }

  @Test
  void theSchemasRefuseWhatIsNotAShareOrNotThere() throws IOException {
    ObjectNode candidate = json("candidates/" + run.candidates().get(0).spec().id() + ".json");
    assertThat(problems("candidate", candidate.deepCopy().put("accuracy", 98.1))).hasSize(1);
    assertThat(problems("candidate", candidate.deepCopy().put("acuracy", 0.98))).hasSize(1);
    assertThat(problems("candidate", candidate.deepCopy().without("sparsity"))).hasSize(1);
    ObjectNode summary = json("summary.json");
    assertThat(problems("summary", summary.deepCopy().put("schema", "espalier/summary/2")))
        .hasSize(1);
    ObjectNode percent = summary.deepCopy();
    ((ObjectNode) percent.get("best")).put("sparsity", 95);
    assertThat(problems("summary", percent)).isNotEmpty();
  }

  @Test
  void theSummaryHasTheNamesOfTheContract() throws IOException {
    JsonNode summary = json("summary.json");
    assertThat(summary.get("baseline").fieldNames())
        .toIterable()
        .contains("validationAccuracy", "testAccuracy", "generalisationGap", "parameters");
    assertThat(summary.get("best").fieldNames())
        .toIterable()
        .contains(
            "id",
            "sparsity",
            "compressionRatio",
            "theoreticalSpeedup",
            "validationAccuracy",
            "testAccuracy",
            "generalisationGap");
    assertThat(summary.get("baseline").get("generalisationGap").asDouble())
        .isEqualTo(0.9971 - 0.9822);
    assertThat(summary.get("candidates"))
        .isEqualTo(
            JSON.createObjectNode()
                .put("done", 25)
                .put("stopped", 0)
                .put("failed", 1)
                .put("lost", 0));
    assertThat(summary.get("seconds").fieldNames())
        .toIterable()
        .containsExactly("total", "baseline", "sweep");
  }

  private ObjectNode json(String name) throws IOException {
    return (ObjectNode) JSON.readTree(folder.read(name));
  }

  private static Set<ValidationMessage> problems(String kind, JsonNode json) throws IOException {
    try (InputStream in = RunFolder.class.getResourceAsStream("schema/" + kind + ".json")) {
      JsonSchema schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(JSON.readTree(in));
      return schema.validate(json);
    }
  }
}
