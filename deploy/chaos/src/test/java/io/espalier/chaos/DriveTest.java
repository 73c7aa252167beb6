package io.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriveTest {
  @TempDir Path dir;

  private Drive drive(String log) throws Exception {
    Process none = new ProcessBuilder("true").start();
    none.waitFor();
    return new Drive(
        none,
        Files.writeString(dir.resolve("out"), ""),
        Files.writeString(dir.resolve("err"), ""),
        Files.writeString(dir.resolve("log"), log));
  }

  @Test
  void cellsAreThoseOfEachRoundAndThoseComputedAgain() throws Exception {
    String log =
        """
        2026-01-01T00:00:00,1 INFO  i.e.d.r.Rounds fine-tune 3 candidates, round 1: 9 cells
        2026-01-01T00:00:00,2 WARN  i.e.d.r.Incidents fine-tune 3 candidates, round 2, training \
        shard 0, attempt 1 is computed again on executor 2 (3 cells)
        2026-01-01T00:00:00,3 WARN  i.e.d.r.Incidents fine-tune 3 candidates, round 2, training \
        shard 0, attempt 1 is slow, and computed a second time on executor 1 (2 cells)
        2026-01-01T00:00:00,4 INFO  i.e.d.r.Rounds fine-tune 1 candidates, round 2: 3 cells
        2026-01-01T00:00:00,5 INFO  something else with 99 cells in it
        """;
    assertThat(drive(log).cells()).isEqualTo(9 + 3 + 2 + 3);
    assertThat(drive("").cells()).isZero();
  }
}
