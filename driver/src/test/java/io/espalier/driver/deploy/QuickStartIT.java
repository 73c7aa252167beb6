package io.espalier.driver.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one command of each environment, as the README has it, comes to what the README shows. */
final class QuickStartIT {
  @TempDir static Path folder;
  private static Shell shell;

  @BeforeAll
  static void shell() {
    shell =
        new Shell(folder)
            .with("ESPALIER_CLUSTER_DIR", folder.resolve("cluster").toString())
            .with("ESPALIER_HADOOP_DIR", folder.resolve("hadoop").toString());
  }

  /** What a README's line and a run's have in common, whose times differ. */
  private static String best(String text) {
    return text.lines().filter(l -> l.startsWith("best: ")).findFirst().orElseThrow();
  }

  private static void isReadmes(Shell.Outcome outcome) throws Exception {
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(best(outcome.out()))
        .isEqualTo(best(Files.readString(Shell.REPOSITORY.resolve("README.md"))));
  }

  @Test
  void onAStandaloneCluster() throws Exception {
    isReadmes(shell.deploy("cluster", "try"));
    assertThat(folder.resolve("cluster/quickstart/exit-code")).hasContent("0");
    assertThat(shell.deploy("cluster", "status").code()).as("it is down").isEqualTo(1);
  }

  @Test
  void onYarnAndHdfs() throws Exception {
    isReadmes(shell.deploy("hadoop", "try"));
    assertThat(folder.resolve("hadoop/quickstart/exit-code")).hasContent("0");
    assertThat(shell.deploy("hadoop", "status").code()).as("it is down").isEqualTo(1);
  }
}
