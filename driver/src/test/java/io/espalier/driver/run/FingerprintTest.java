package io.espalier.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Fields, without the indices of arrays, that another machine or another day may change. */
  private static final Set<String> FREE_IN_CANDIDATE =
      Set.of("/reason", "/stack", "/bytesMoved", "/cpuSeconds", "/seconds", "/rounds/bytes");

  private static final Set<String> FREE_IN_SUMMARY =
      Set.of(
          "/name",
          "/baseline/generalisationGap",
          "/best/generalisationGap",
          "/objective/kind",
          "/objective/text");

  @TempDir Path dir;
  private RunFolder folder;
  private RunResult run;

  @BeforeEach
  void write() {
    folder = RunFolder.create(dir.resolve("run").toString(), new Configuration());
    run = MadeUpRun.of(folder.path(), 1);
    run.candidates().forEach(folder::writeCandidate);
    folder.writeSummary(run);
  }

  @Test
  void isTheSameForTheSameRunInAnotherFolderAndOrder() {
    RunFolder other = RunFolder.create(dir.resolve("other").toString(), new Configuration());
    RunResult same = MadeUpRun.of(other.path(), 1);
    java.util.List<CandidateResult> turned = new java.util.ArrayList<>(same.candidates());
    java.util.Collections.reverse(turned);
    turned.forEach(other::writeCandidate);
    other.writeSummary(
        new RunResult(
            same.name(),
            same.folder(),
            same.baseline(),
            same.best(),
            same.objective(),
            same.pareto(),
            turned,
            new RunResult.Seconds(1, 2, 3),
            Map.of("configHash", "another")));

    assertThat(Fingerprint.of(other)).isEqualTo(Fingerprint.of(folder)).matches("[0-9a-f]{64}");
  }

  @Test
  void changesWithEachResultOfACandidateAndWithNothingElse() throws IOException {
    String file = "candidates/" + run.candidates().get(1).spec().id() + ".json";
    Map<String, Boolean> changes = changes(file);

    assertThat(changes).hasSizeGreaterThan(30);
    changes.forEach(
        (field, changed) -> {
          String name = field.replaceAll("/[0-9]+", "");
          boolean free = FREE_IN_CANDIDATE.contains(name) || name.startsWith("/settings");
          assertThat(changed).as(field).isEqualTo(!free);
        });
  }

  @Test
  void changesWithEachResultOfTheSummaryAndWithNothingElse() throws IOException {
    Map<String, Boolean> changes = changes("summary.json");

    changes.forEach(
        (field, changed) -> {
          boolean free =
              FREE_IN_SUMMARY.contains(field)
                  || field.matches("/(seconds|provenance|candidates|order)/.*");
          assertThat(changed).as(field).isEqualTo(!free);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 15})
  void tellsNeighbouringDoublesApart(int candidate) {
    CandidateResult c = run.candidates().get(candidate);
    String before = Fingerprint.of(folder);
    folder.writeCandidate(
        new CandidateResult(
            c.spec(),
            c.status(),
            c.reason(),
            c.stack(),
            Math.nextUp(c.targetSparsity()),
            c.sparsity(),
            c.compressionRatio(),
            c.theoreticalSpeedup(),
            c.accuracyPruned(),
            c.accuracy(),
            c.loss(),
            c.parametersLeft(),
            c.flopsLeft(),
            c.bytesDense(),
            c.bytesCompressed(),
            c.bytesMoved(),
            c.cpuSeconds(),
            c.seconds(),
            c.layers(),
            c.rounds(),
            c.parametersHash(),
            c.maskHash(),
            c.pareto()));

    assertThat(Fingerprint.of(folder)).isNotEqualTo(before);
  }

  /** Changes each leaf of a file in turn, and says for which the fingerprint became another. */
  private Map<String, Boolean> changes(String file) throws IOException {
    Path path = dir.resolve("run").resolve(file);
    String whole = Files.readString(path);
    String before = Fingerprint.of(folder);
    Map<String, JsonNode> leaves = new TreeMap<>();
    leaves("", JSON.readTree(whole), leaves);
    Map<String, Boolean> changes = new TreeMap<>();
    for (Map.Entry<String, JsonNode> leaf : leaves.entrySet()) {
      // Not results, and a changed one makes the folder unreadable.
      if (leaf.getKey().equals("/schema") || leaf.getKey().startsWith("/order")) {
        continue;
      }
      if (leaf.getKey().endsWith("/budget")) {
        continue; // a setting that would be an object
      }
      if (file.startsWith("candidates") && leaf.getKey().equals("/id")) {
        continue;
      }
      JsonNode changed = JSON.readTree(whole);
      int cut = leaf.getKey().lastIndexOf('/');
      JsonNode parent = changed.at(leaf.getKey().substring(0, cut));
      String name = leaf.getKey().substring(cut + 1);
      if (parent instanceof ArrayNode array) {
        array.set(Integer.parseInt(name), other(leaf.getKey(), leaf.getValue()));
      } else {
        ((ObjectNode) parent).set(name, other(leaf.getKey(), leaf.getValue()));
      }
      Files.writeString(path, JSON.writeValueAsString(changed));
      changes.put(leaf.getKey(), !Fingerprint.of(folder).equals(before));
    }
    Files.writeString(path, whole);
    return changes;
  }

  private static JsonNode other(String field, JsonNode value) {
    if (field.equals("/status")) {
      return TextNode.valueOf("STOPPED");
    }
    if (field.endsWith("/kind") && field.startsWith("/settings")) {
      return value;
    }
    if (value.isBoolean()) {
      return BooleanNode.valueOf(!value.asBoolean());
    }
    if (value.isIntegralNumber()) {
      return LongNode.valueOf(value.asLong() + 1);
    }
    return value.isTextual()
        ? TextNode.valueOf(value.asText() + "x")
        : DoubleNode.valueOf(value.isNull() ? 0.5 : Math.nextUp(value.asDouble()));
  }

  private static void leaves(String at, JsonNode node, Map<String, JsonNode> into) {
    if (node instanceof ObjectNode object) {
      object.fields().forEachRemaining(f -> leaves(at + "/" + f.getKey(), f.getValue(), into));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        leaves(at + "/" + i, array.get(i), into);
      }
    } else {
      into.put(at, node);
    }
  }
}
