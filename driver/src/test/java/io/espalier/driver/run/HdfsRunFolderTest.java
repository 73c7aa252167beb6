package io.espalier.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HdfsRunFolderTest {
  @TempDir static Path dir;
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
    assertThat(Files.of(new org.apache.hadoop.fs.Path(out), new Configuration()).list("candidates"))
        .hasSize(26);
    assertThat(hdfs.getFileSystem().listStatus(new org.apache.hadoop.fs.Path(out, "candidates")))
        .hasSize(26);
    assertThatThrownBy(() -> RunFolder.create(out, new Configuration()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds an earlier run");
  }
}
