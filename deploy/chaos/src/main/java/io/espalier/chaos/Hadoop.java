package io.espalier.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;

/** HDFS of a name node and two data nodes, as {@code deploy/hadoop} keeps it. */
final class Hadoop {
  static final List<String> SERVERS = List.of("namenode", "datanode-1", "datanode-2");

  private final Shell shell;
  private final String script;
  private final Path state;
  private String url;

  /**
   * @param script {@code deploy/hadoop}
   * @param state its folder
   */
  Hadoop(Shell shell, String script, Path state) {
    this.shell = shell;
    this.script = script;
    this.state = state;
  }

  void up() throws IOException, InterruptedException {
    url = shell.run("hadoop-up", List.of(script, "up", "--hdfs", "--datanodes", "2"));
  }

  void down() throws IOException, InterruptedException {
    if (url != null) {
      shell.run("hadoop-down", List.of(script, "down"));
    }
  }

  String url() {
    return url;
  }

  Configuration configuration() {
    Configuration conf = new Configuration();
    conf.addResource(new org.apache.hadoop.fs.Path("file://" + state + "/conf/core-site.xml"));
    conf.addResource(new org.apache.hadoop.fs.Path("file://" + state + "/conf/hdfs-site.xml"));
    return conf;
  }

  void signal(String server, String signal) throws IOException, InterruptedException {
    Shell.signal(pid(server), signal);
  }

  private long pid(String server) throws IOException {
    return Long.parseLong(Files.readString(state.resolve(server + ".pid")).strip());
  }

  /** Brings a server back that is gone. */
  void restart(String server) throws IOException, InterruptedException {
    shell.run("hadoop-" + server, List.of(script, "start", server));
  }

  /** Takes writes no more, or again; at once, without a command's JVM. */
  void safeMode(SafeModeAction action) throws IOException {
    files().setSafeMode(action);
  }

  private DistributedFileSystem files() throws IOException {
    return (DistributedFileSystem)
        new org.apache.hadoop.fs.Path(url).getFileSystem(configuration());
  }

  /** Brings back what is gone, and waits until blocks can be written. */
  void heal() throws IOException, InterruptedException {
    for (String server : SERVERS) {
      if (!Shell.alive(pid(server))) {
        restart(server);
      }
    }
    Await.until("the name node takes writes", () -> !files().isInSafeMode());
  }
}
