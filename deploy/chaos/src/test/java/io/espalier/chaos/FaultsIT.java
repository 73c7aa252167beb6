package io.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three quick kinds, as a user runs them; the whole table is for an idle machine. */
final class FaultsIT {
  private static final Path SCRIPT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("../faults").normalize();

  @TempDir Path dir;

  private int faults(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("said").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start().waitFor();
  }

  @Test
  void quickKindsAreGotOver() throws Exception {
    Path json = dir.resolve("faults.json");
    int code =
        faults(
            "--only", "sigterm,two-drivers,rename-lies",
            "--json", json.toString(),
            "--folder", dir.resolve("work").toString());
    assertThat(code).as(Files.readString(dir.resolve("said"))).isZero();
    JsonNode rows = new ObjectMapper().readTree(json.toFile());
    assertThat(rows.findValuesAsText("fault"))
        .containsExactly("sigterm", "two-drivers", "rename-lies");
    assertThat(rows)
        .allMatch(r -> r.path("recovered").asBoolean() && r.path("identical").asBoolean());
  }

  @Test
  void aFaultThatThereIsNotIsAMistake() throws Exception {
    assertThat(faults("--only", "meteorite")).isEqualTo(2);
    assertThat(Files.readString(dir.resolve("said"))).contains("names no fault 'meteorite'");
  }
}
