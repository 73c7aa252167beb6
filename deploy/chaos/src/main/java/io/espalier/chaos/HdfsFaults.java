package io.espalier.chaos;

import static io.espalier.chaos.Fault.Expected.RECOVER;
import static io.espalier.chaos.Fault.Ground.HDFS;

import java.util.List;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;

/** Of the file system that has the run folder: what it lacks for a while is waited for. */
final class HdfsFaults {
  private HdfsFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "namenode-restarted",
            "kill -9 of the name node in mid-round, and a new one",
            RECOVER,
            HDFS,
            (bench, name) -> {
              Run run = bench.onHdfs(name);
              Drive drive = run.drive();
              drive.logs("round 2: ");
              bench.hadoop().signal("namenode", "KILL");
              bench.hadoop().restart("namenode");
              return List.of(run.gotOver(drive, "Hadoop says: "));
            }),
        new Fault(
            "namenode-in-safe-mode",
            "the name node takes no writes, from a round until the driver has met that",
            RECOVER,
            HDFS,
            (bench, name) -> {
              Run run = bench.onHdfs(name);
              Drive drive = run.drive();
              drive.logs("round 2: ");
              bench.hadoop().safeMode(SafeModeAction.SAFEMODE_ENTER);
              String said = "SafeModeException|safe mode";
              drive.logs(said);
              bench.hadoop().safeMode(SafeModeAction.SAFEMODE_LEAVE);
              return List.of(run.gotOver(drive, said));
            }),
        new Fault(
            "datanode-lost",
            "kill -9 of one of two data nodes in mid-round",
            RECOVER,
            HDFS,
            (bench, name) -> {
              Run run = bench.onHdfs(name);
              Drive drive = run.drive();
              drive.logs("round 2: ");
              bench.hadoop().signal("datanode-1", "KILL");
              return List.of(run.gotOver(drive, "HDFS says: "));
            }));
  }
}
