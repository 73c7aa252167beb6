package io.espalier.chaos;

import static io.espalier.chaos.Fault.Expected.RECOVER;
import static io.espalier.chaos.Fault.Ground.CLUSTER;

import java.util.List;

/** Of the processes that a cluster consists of. */
final class ClusterFaults {
  /** Spark's own word. */
  private static final String MASTER_GONE = "Connection to \\S+ failed; waiting for master";

  private ClusterFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "executor-killed",
            "kill -9 of an executor that is training a cell",
            RECOVER,
            CLUSTER,
            (bench, name) -> {
              Run run = bench.onCluster(name);
              Drive drive = run.drive(run.midRound());
              Shell.signal(bench.cluster().stalled(drive).pid(), "KILL");
              return lost(run, drive, "executor \\S+ is lost: .*(137|disassociated)");
            }),
        new Fault(
            "executors-killed",
            "kill -9 of all executors while they train a wave",
            RECOVER,
            CLUSTER,
            (bench, name) -> {
              Run run = bench.onCluster(name);
              Drive drive = run.drive(run.midRound());
              bench.cluster().stalled(drive);
              for (SparkCluster.Executor e : bench.cluster().executors()) {
                Shell.signal(e.pid(), "KILL");
              }
              return lost(run, drive, "shard \\d was lost, and is made again from its source");
            }),
        new Fault(
            "worker-killed",
            "kill -9 of the worker of an executor that is training a cell",
            RECOVER,
            CLUSTER,
            (bench, name) -> {
              Run run = bench.onCluster(name);
              Drive drive = run.drive(run.midRound());
              bench.cluster().signal(bench.cluster().stalled(drive).worker(), "KILL");
              return lost(run, drive, "executor \\S+ is lost: ");
            }),
        new Fault(
            "worker-decommissioned",
            "SIGPWR to a worker in mid-sweep, whose executor ends its task and goes",
            RECOVER,
            CLUSTER,
            ClusterFaults::decommissioned),
        new Fault(
            "executor-frozen",
            "SIGSTOP of an executor that is training a cell; SIGCONT after it was replaced",
            RECOVER,
            CLUSTER,
            (bench, name) -> {
              Run run = bench.onCluster(name);
              Drive drive =
                  run.drive(
                      run.midRound(),
                      Run.conf("spark.network.timeout", "8s"),
                      Run.conf("spark.executor.heartbeatInterval", "1s"),
                      Run.conf("spark.network.timeoutInterval", "2s"));
              SparkCluster.Executor frozen = bench.cluster().stalled(drive);
              Shell.signal(frozen.pid(), "STOP");
              drive.logs("executor " + frozen.id() + " is lost: ");
              drive.logs("round 4: ");
              if (Shell.alive(frozen.pid())) {
                Shell.signal(frozen.pid(), "CONT");
              }
              return lost(run, drive, "is lost: .*timed out");
            }),
        new Fault(
            "master-restarted",
            "kill -9 of the master in mid-round, and a new one",
            RECOVER,
            CLUSTER,
            (bench, name) -> {
              Run run = bench.onCluster(name);
              Drive drive = run.drive();
              drive.logs("round 2: ");
              bench.cluster().signal("master", "KILL");
              drive.logs(MASTER_GONE);
              bench.cluster().restart("master");
              return lost(run, drive, MASTER_GONE);
            }));
  }

  private static List<Trial> decommissioned(Bench bench, String name) throws Exception {
    Run run = bench.onCluster(name);
    Drive drive = run.drive(Run.conf("spark.decommission.enabled", "true"));
    drive.logs("round 2: ");
    String worker = bench.cluster().executors().get(0).worker();
    bench.cluster().signal(worker, "PWR");
    List<Trial> trials = lost(run, drive, "is lost: .*ecommission");
    // It takes no more work, but stays: another one takes its place.
    bench.cluster().signal(worker, "KILL");
    return trials;
  }

  private static List<Trial> lost(Run run, Drive drive, String said) throws Exception {
    return List.of(run.gotOver(drive, said));
  }
}
