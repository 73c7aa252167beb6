package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.driver.SweepOptions.Existing;
import io.espalier.driver.round.RunGivenUpException;
import io.espalier.driver.spec.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark makes good by itself, what nobody can, and a file system that cannot be relied on. */
class GotOverTest {
  @TempDir static Path dir;
  private static Resumed runs;
  private static RunSpec spec;
  private static Path calm;

  @BeforeAll
  static void start() throws IOException {
    TinyNetwork.write(dir, 8, 8);
    spec = TinyNetwork.spec(dir, "search={prune.criterion: [magnitude-l1, snip, random]}");
    calm = dir.resolve("runs/calm");
    runs = new Resumed("local[2,3]", spec);
    runs.sweep(calm, "");
    assertThat(calm.resolve("incidents.json")).doesNotExist();
  }

  @AfterAll
  static void stop() {
    runs.close();
  }

  private static void told(Path folder, String... what) throws IOException {
    assertThat(Files.readString(folder.resolve("incidents.json"))).contains(what);
    assertThat(Files.readString(folder.resolve("report.html"))).contains(what);
  }

  @Test
  void aTaskThatFailsTwiceAndThenSucceedsLeavesTheSameBits() throws IOException {
    Path folder = dir.resolve("runs/twice");
    String fails = "train@shard=1,round=2,attempt=%d:throw";
    runs.sweep(folder, fails.formatted(0) + ";" + fails.formatted(1));
    Resumed.assertSame(folder, calm);
    told(folder, "round 2, training shard 1, attempt 2 is computed again on executor driver (");
  }

  @Test
  void aShardThatAlwaysFailsEndsTheRunWhichGoesOnOnceItIsMended() throws IOException {
    Path folder = dir.resolve("runs/poison");
    assertThatThrownBy(() -> runs.sweep(folder, "train@shard=1,round=2:throw"))
        .isInstanceOf(RunGivenUpException.class)
        .hasMessageMatching(
            "(?s)given up in round 2: training shard 1 failed 3 times for each of c-\\w+, c-\\w+,"
                + " c-\\w+, one by one: .*injected fault.*");
    assertThat(folder.resolve("exit-code")).hasContent("1");
    assertThat(folder.resolve("candidates")).doesNotExist();
    runs.sweep(folder, "");
    Resumed.assertSame(folder, calm);
    told(folder, "given up in round 2: training shard 1 failed 3 times", "resuming: 0 of 3");
  }

  @Test
  void shardsThatAreLostBetweenRoundsAreMadeAgain() throws IOException {
    Path folder = dir.resolve("runs/dropped");
    runs.sweep(folder, "reduce@round=1:drop");
    Resumed.assertSame(folder, calm);
  }

  /** Renames that lie, throw, or throw after they happened; writes that end half way. */
  @Test
  void aWholeSweepOnAFileSystemThatCannotBeReliedOnComesToTheSameBits() throws IOException {
    Configuration hadoop = runs.spark().sparkContext().hadoopConfiguration();
    hadoop.setClass(
        "fs.unreliable.impl", UnreliableFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
    Path folder = dir.resolve("runs/unreliable");
    int failures = 0;
    boolean finished = false;
    while (!finished) {
      assertThat(failures).isLessThan(8);
      try {
        runs.sweep("unreliable://" + folder, spec, Existing.RESUME, "");
        finished = true;
      } catch (RuntimeException e) {
        assertThat(e).hasStackTraceContaining(UnreliableFileSystem.WHY);
        failures++;
      }
    }
    assertThat(failures).isPositive();
    Resumed.assertSame(folder, calm);
    told(folder, "was reported to have failed, and has happened");
  }
}
