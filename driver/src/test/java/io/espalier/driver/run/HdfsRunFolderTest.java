package io.espalier.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.driver.fault.FaultPoint;
import io.espalier.input.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HdfsRunFolderTest {
  @TempDir static java.nio.file.Path dir;
  private static MiniDFSCluster hdfs;

  @BeforeAll
  static void start() throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, dir.toString());
    hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
  }

  @AfterAll
  static void stop() {
    if (hdfs != null) {
      hdfs.shutdown(true);
    }
  }

  @Test
  void writesReplacesAndReadsBack() throws IOException {
    String out = hdfs.getURI() + "/runs/made-up";
    RunFolder folder = RunFolder.create(out, new Configuration());
    RunResult run = MadeUpRun.of(out, 1);
    for (CandidateResult c : run.candidates()) {
      if (!c.pareto()) {
        folder.writeCandidate(c.onPareto());
      }
      folder.writeCandidate(c);
    }
    folder.writeSummary(run);
    folder.writeSummary(run);

    assertThat(RunFolder.open(out, new Configuration()).result()).isEqualTo(run);
    assertThat(Files.of(new Path(out), new Configuration()).list("candidates")).hasSize(26);
    assertThat(hdfs.getFileSystem().listStatus(new Path(out, "candidates"))).hasSize(26);
    assertThatThrownBy(() -> RunFolder.create(out, new Configuration()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds an earlier run");
  }

  /** HDFS's own rename says no, throws nothing, and leaves both files. */
  @Test
  void replacesWhatHdfsDoesNotRenameOnto() throws IOException {
    FileSystem fs = hdfs.getFileSystem();
    Path a = new Path("/rename/a");
    Path b = new Path("/rename/b");
    for (Path path : List.of(a, b)) {
      fs.create(path).close();
    }
    assertThat(fs.rename(a, b)).isFalse();
    assertThat(fs.exists(a) && fs.exists(b)).isTrue();

    Files files = Files.of(new Path(hdfs.getURI() + "/rename"), new Configuration());
    files.writeDurably("b", new byte[] {7});
    assertThat(files.read("b")).containsExactly(7);
    assertThatThrownBy(() -> files.writeNew("b", FaultPoint.MANIFEST, out -> out.write(8)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("is there already");
    assertThat(files.list(".")).containsExactly("a", "b");
    assertThat(fs.listStatus(new Path("/rename"))).hasSize(2);
  }

  @Test
  void ofTwoWhoCreateALeaseOneIsToldThatItCameSecond() {
    Files files = Files.of(new Path(hdfs.getURI() + "/lease"), new Configuration());
    Lease first = Lease.take("lease", files, Clock.systemUTC());

    assertThat(files.create(Lease.FILE, FaultPoint.LEASE, new byte[1])).isFalse();
    assertThatThrownBy(() -> Lease.take("lease", files, Clock.systemUTC()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is being worked on");
    first.renew();
    first.close();
    Lease.take("lease", files, Clock.systemUTC()).close();
    assertThat(files.list(".")).isEmpty();
  }
}
