package io.espalier.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.driver.Espalier;
import io.espalier.method.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MethodsCommandTest {
  private static String out(String... options) {
    Ran ran = Ran.of(options);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).isEmpty();
    return ran.out();
  }

  @Test
  void everyMethodIsAnObjectOfJson() throws IOException {
    JsonNode all = new ObjectMapper().readTree(out("methods", "--json"));
    List<Method> methods = Espalier.methods();
    assertThat(all).hasSameSizeAs(methods);
    for (int i = 0; i < methods.size(); i++) {
      JsonNode json = all.get(i);
      assertThat(json.fieldNames())
          .toIterable()
          .containsExactly("kind", "name", "summary", "paper", "needs", "combines", "options");
      assertThat(json.get("name").asText()).isEqualTo(methods.get(i).name());
      assertThat(json.get("needs")).hasSameSizeAs(methods.get(i).needs());
      assertThat(json.get("options")).hasSameSizeAs(methods.get(i).options());
    }
  }

  @Test
  void optionsHaveTheirDefaultsAndLimits() throws IOException {
    for (JsonNode method : new ObjectMapper().readTree(out("methods", "--json"))) {
      if (method.get("name").asText().equals("erk")) {
        assertThat(method.get("kind").asText()).isEqualTo("scope");
        assertThat(method.get("options").toString())
            .isEqualTo(
                "[{\"name\":\"power\",\"default\":1.0,\"limits\":\"a number in [0, 10]\","
                    + "\"meaning\":\"exponent of a layer's density; 0 is the same for all\"}]");
        return;
      }
    }
    throw new AssertionError("no erk");
  }

  @Test
  void namesAreLowerCaseAndEachKindsOwn() {
    Set<String> seen = new HashSet<>();
    for (Method m : Espalier.methods()) {
      assertThat(m.name()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
      assertThat(m.summary()).isNotBlank();
      assertThat(seen.add(m.kind() + " " + m.name())).as(m.name()).isTrue();
    }
    assertThat(seen)
        .contains("SCOPE global", "SCOPE layer", "SCOPE erk", "SCOPE table", "SCOPE isomorphic")
        .contains("SCOPE sensitivity", "CRITERION snip", "GRANULARITY nm");
  }

  @Test
  void theTableNamesAll() {
    String table = out("methods");
    Espalier.methods().forEach(m -> assertThat(table).contains("| " + m.name() + " "));
    assertThat(table.lines().mapToInt(String::length).max().orElse(0)).isLessThan(200);
  }

  @Test
  void theReadmesTableIsWhatTheCommandPrints() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    String begin = "<!-- espalier methods -->\n";
    int from = readme.indexOf(begin);
    int to = readme.indexOf("<!-- end -->", from);
    assertThat(from).isPositive();
    assertThat(readme.substring(from + begin.length(), to).strip())
        .as("regenerate it with: deploy/espalier methods --markdown")
        .isEqualTo(out("methods", "--markdown").strip());
  }
}
