package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.driver.SweepOptions.Existing;
import io.espalier.driver.fault.InjectedFault;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.RunSpec;
import io.espalier.input.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep whose data, model and run folder are on HDFS. */
class HdfsSweepTest {
  @TempDir static Path dir;
  private static MiniDFSCluster hdfs;
  private static FileSystem files;
  private static Resumed runs;

  @BeforeAll
  static void start() throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, dir.resolve("hdfs").toString());
    hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(2).build();
    files = hdfs.getFileSystem();
    TinyNetwork.write(dir, 24, 12);
    for (String file : List.of("data.csv", "model.zip")) {
      files.copyFromLocalFile(at(dir.resolve(file).toUri().toString()), at("/in/" + file));
    }
    runs = new Resumed("local[2]", spec());
    runs.sweep(on("calm"), spec(), Existing.RESUME, "");
  }

  @AfterEach
  void listenNoMore() {
    runs.onRound = () -> {};
  }

  @AfterAll
  static void stop() {
    runs.close();
    hdfs.shutdown(true);
  }

  private static org.apache.hadoop.fs.Path at(String path) {
    return new org.apache.hadoop.fs.Path(path);
  }

  /** A run folder; all have their baseline in common. */
  private static String on(String name) {
    return hdfs.getURI() + "/runs/" + name;
  }

  private static RunSpec spec() {
    return TinyNetwork.spec(
        dir,
        "data.path=" + hdfs.getURI() + "/in/data.csv",
        "model.path=" + hdfs.getURI() + "/in/model.zip",
        "search={prune.criterion: [magnitude-l1, snip]}",
        "fineTune.epochs=4");
  }

  private static RunResult sweep(String name, String faults) {
    return runs.sweep(on(name), spec(), Existing.RESUME, faults);
  }

  private static void dies(String name, String faults) {
    assertThatThrownBy(() -> sweep(name, faults)).isInstanceOf(InjectedFault.class);
  }

  private static void assertSameAsCalm(String name) throws IOException {
    for (String run : List.of("calm", name)) {
      Path local = dir.resolve("copies").resolve(run);
      if (!java.nio.file.Files.exists(local)) {
        files.copyToLocalFile(false, at(on(run)), at(local.toUri().toString()), true);
      }
    }
    Resumed.assertSame(dir.resolve("copies").resolve(name), dir.resolve("copies/calm"));
  }

  /** Each checkpoint dies once at each of its steps; what the last try finds is a lie besides. */
  @Test
  void killedAtEachStepOfACheckpointItComesToTheSameBits() throws IOException {
    for (String kill :
        List.of(
            "checkpoint-write:throw",
            "rename@file=state:throw",
            "manifest@n=2:throw",
            "rename@file=manifest:throw",
            "rename@file=latest:throw",
            "checkpoint-write@n=2:truncate;manifest@n=2:throw")) {
      dies("killed", kill);
    }
    RunResult result = sweep("killed", "rename@file=state:lie;rename@file=manifest:lie");

    assertThat(result.candidates()).allMatch(c -> c.status() == Status.DONE);
    assertThat(runs.said).anyMatch(s -> s.contains("go on after round"));
    assertSameAsCalm("killed");
  }

  /** Both copies of what is read are there again only when the node is. */
  @Test
  void aDataNodeThatIsLostAndComesBackIsNotNoticed() throws IOException {
    List<MiniDFSCluster.DataNodeProperties> lost = new ArrayList<>();
    runs.onRound =
        () -> {
          try {
            if (lost.isEmpty()) {
              lost.add(hdfs.stopDataNode(0));
            } else if (hdfs.getDataNodes().size() == 1) {
              hdfs.restartDataNode(lost.get(0), true);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    sweep("node", "");

    assertThat(lost).hasSize(1);
    assertThat(hdfs.getDataNodes()).hasSize(2);
    assertSameAsCalm("node");
  }

  @Test
  void aSecondDriverIsRefusedAndTheLeaseIsGivenBack() throws IOException {
    List<String> refusals = new ArrayList<>();
    runs.onRound =
        () -> {
          if (refusals.isEmpty()) {
            assertThatThrownBy(() -> sweep("two", ""))
                .isInstanceOfSatisfying(InputException.class, e -> refusals.add(e.getMessage()));
          }
        };
    sweep("two", "");

    assertThat(refusals).hasSize(1).first().asString().contains(" is being worked on: ");
    assertSameAsCalm("two");
    for (FileStatus left : files.listStatus(at(on("two")))) {
      assertThat(left.getPath().getName()).doesNotStartWith(".").isNotEqualTo("lease.json");
    }
  }
}
