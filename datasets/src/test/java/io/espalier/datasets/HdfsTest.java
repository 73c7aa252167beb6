package io.espalier.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HdfsTest {
  @Test
  void theSameFilesOnHdfsGiveTheSameData(@TempDir Path local, @TempDir Path cluster)
      throws Exception {
    IdxFiles.plain(local, 100, 20);
    Configuration conf = new HdfsConfiguration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, cluster.toString());
    try (MiniDFSCluster hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
        FileSystem fs = hdfs.getFileSystem();
        SparkSession spark = LocalSpark.start(2)) {
      fs.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(local.toUri()),
          new org.apache.hadoop.fs.Path("/data/mnist"));
      DataSpec there = Specs.of(new DataSpec.Idx(), fs.getUri() + "/data/mn*", "scale");
      DataSpec here = Specs.of(new DataSpec.Idx(), local.toString(), "scale");
      assertThat(Datasets.check(there, conf)).isEmpty();
      try (Dataset remote = Datasets.load(spark, there, 3);
          Dataset plain = Datasets.load(spark, here, 3)) {
        assertThat(remote.fingerprint()).isEqualTo(plain.fingerprint());
      }
    }
  }
}
