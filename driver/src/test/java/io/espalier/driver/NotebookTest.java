package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The five lines that the README gives for a notebook, typed into JShell. */
class NotebookTest {
  @TempDir Path dir;

  @Test
  void fiveLinesLoadASpecificationSweepItAndReadTheResult() throws Exception {
    Path yaml = dir.resolve("run.yaml");
    Files.writeString(
        yaml,
        """
        data: {format: digits, examples: {train: 300, test: 100}, shards: {train: 2}}
        train: {epochs: 2}
        fineTune: {epochs: 1}
        search: {prune.sparsity: [0.5, 0.9]}
        objective: {maxAccuracyDrop: 1}
        """);
    SparkSession spark = TinyRun.spark("local[2]");
    try (JShell shell = JShell.builder().executionEngine("local").build()) {
      for (String entry :
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
              .split(File.pathSeparator)) {
        shell.addToClasspath(entry);
      }
      String out = dir.resolve("run").toString();
      run(shell, "import io.espalier.driver.*;");
      run(shell, "var spark = org.apache.spark.sql.SparkSession.active();");
      run(shell, "var spec = Espalier.load(\"" + yaml + "\");");
      run(shell, "var result = Espalier.sweep(spark, spec, new SweepOptions(\"" + out + "\", SweepOptions.DEFAULTS.progress()));");
      run(shell, "var table = Espalier.candidates(spark, result);");

      assertThat(run(shell, "table.count();")).isEqualTo("4"); // two, and two controls
      assertThat(run(shell, "result.best().isPresent();")).isEqualTo("true");
      assertThat(run(shell, "table.filter(\"sparsity > 0.8\").count();")).isEqualTo("2");
    } finally {
      spark.stop();
    }
  }

  private static String run(JShell shell, String line) {
    List<SnippetEvent> events = shell.eval(line);
    for (SnippetEvent e : events) {
      assertThat(e.exception()).as(line).isNull();
      assertThat(e.status()).as(line + shell.diagnostics(e.snippet()).toList()).isEqualTo(Snippet.Status.VALID);
    }
    return events.get(events.size() - 1).value();
  }
}
