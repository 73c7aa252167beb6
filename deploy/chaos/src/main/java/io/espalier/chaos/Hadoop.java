package io.espalier.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;

/** HDFS of a name node and two data nodes, as {@code deploy/hadoop} keeps it. */
final class Hadoop extends Servers {
  static final List<String> SERVERS = List.of("namenode", "datanode-1", "datanode-2");

  /**
   * @param script {@code deploy/hadoop}
   * @param state its folder
   */
  Hadoop(Shell shell, String script, Path state) {
    super(shell, script, state);
  }

  void up() throws IOException, InterruptedException {
    up("--hdfs", "--datanodes", "2");
  }

  Configuration configuration() {
    Configuration conf = new Configuration();
    conf.addResource(new org.apache.hadoop.fs.Path("file://" + state() + "/conf/core-site.xml"));
    conf.addResource(new org.apache.hadoop.fs.Path("file://" + state() + "/conf/hdfs-site.xml"));
    return conf;
  }

  /** Takes writes no more, or again; at once, without a command's JVM. */
  void safeMode(SafeModeAction action) throws IOException {
    files().setSafeMode(action);
  }

  private DistributedFileSystem files() throws IOException {
    return (DistributedFileSystem)
        new org.apache.hadoop.fs.Path(url()).getFileSystem(configuration());
  }

  /** Brings back what is gone, and waits until blocks can be written. */
  void heal() throws IOException, InterruptedException {
    restartGone(SERVERS);
    Await.until("the name node takes writes", () -> !files().isInSafeMode());
  }
}
