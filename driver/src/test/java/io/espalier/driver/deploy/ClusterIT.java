package io.espalier.driver.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real standalone cluster, one master and two workers, started as a user starts it. */
final class ClusterIT {
  @TempDir static Path folder;
  private static Shell shell;
  private static String master;

  @BeforeAll
  static void up() throws Exception {
    shell = new Shell(folder).with("ESPALIER_CLUSTER_DIR", folder.resolve("cluster").toString());
    Shell.Outcome outcome =
        shell.deploy("cluster", "up", "--workers", "2", "--cores", "2", "--memory", "2g");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    master = outcome.out().strip();
  }

  @AfterAll
  static void down() throws Exception {
    assertThat(shell.deploy("cluster", "down").code()).isZero();
    assertThat(shell.deploy("cluster", "status").code()).as("status once it is down").isEqualTo(1);
  }

  @Test
  void showsItsProcesses() throws Exception {
    assertThat(shell.deploy("cluster", "status").out())
        .contains("master is up")
        .contains("worker-1 is up")
        .contains("worker-2 is up")
        .contains(master);
  }

  @Test
  void refusesASecondClusterInOneLine() throws Exception {
    Shell.Outcome outcome = shell.deploy("cluster", "up");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).hasLineCount(1).contains("a cluster is up at " + master);
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void givesTheDriversOwnExitCode(String mode) throws Exception {
    assertThat(submit(mode, "--help").code()).as("asked for help").isZero();
    Shell.Outcome missing = submit(mode, "sweep", folder.resolve("missing.yaml").toString());
    assertThat(missing.code()).as("a file that is not there: %s", missing).isEqualTo(2);
  }

  private static Shell.Outcome submit(String mode, String... arguments) throws Exception {
    String[] before = {
      "--master",
      master,
      "--deploy-mode",
      mode,
      "--driver-memory",
      "1g",
      "--executor-memory",
      "1g",
      "--"
    };
    String[] all = new String[before.length + arguments.length];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(arguments, 0, all, before.length, arguments.length);
    return shell.deploy("espalier", all);
  }
}
