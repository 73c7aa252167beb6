package io.espalier.train.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors are taken where C2 compiles them, and nowhere else. */
final class CompilationTest {
  private static final String MIXED = "mixed mode, sharing";

  /** Started in a JVM of its own. */
  static final class Asked {
    private Asked() {}

    public static void main(String[] arguments) {
      System.out.println("kernels: " + SparseTrainer.kernels());
    }
  }

  @Test
  void whatKeepsVectorsFromBeingFastIsSaidWithItsCure() {
    assertThat(new Compilation(true, MIXED, 4, "default").hindrance()).isEmpty();
    assertThat(new Compilation(true, "compiled mode", 4, "high-only").hindrance()).isEmpty();
    assertThat(new Compilation(false, MIXED, 4, "default").hindrance())
        .hasValueSatisfying(w -> assertThat(w).contains("--add-modules=jdk.incubator.vector"));
    assertThat(new Compilation(true, "interpreted mode", 4, "default").hindrance())
        .hasValueSatisfying(w -> assertThat(w).endsWith("without -Xint"));
    assertThat(new Compilation(true, MIXED, 3, "default").hindrance())
        .hasValueSatisfying(w -> assertThat(w).endsWith("without -XX:TieredStopAtLevel=3"));
    assertThat(new Compilation(true, MIXED, 4, "quick-only").hindrance())
        .hasValueSatisfying(w -> assertThat(w).endsWith("without -XX:CompilationMode=quick-only"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xint",
        "-XX:TieredStopAtLevel=0",
        "-XX:TieredStopAtLevel=1",
        "-XX:TieredStopAtLevel=3",
        "-XX:CompilationMode=quick-only"
      })
  void aJvmWithoutC2ComputesInScalars(String option) throws Exception {
    assertThat(kernels(option)).isEqualTo("scalar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+TieredCompilation", "-XX:-TieredCompilation"})
  void aJvmWithC2ComputesInVectors(String option) throws Exception {
    assertThat(kernels(option)).startsWith("vector ");
  }

  private static String kernels(String option) throws Exception {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules=jdk.incubator.vector", option, "-cp", path));
    command.add(Asked.class.getName());
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    return said.lines()
        .filter(l -> l.startsWith("kernels: "))
        .map(l -> l.substring("kernels: ".length()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(said));
  }
}
