package io.espalier.chaos;

import static io.espalier.chaos.Fault.Expected.RECOVER;
import static io.espalier.chaos.Fault.Ground.CLUSTER;

import java.util.List;

/** Of tasks, and of what executors hold. */
final class TaskFaults {
  private TaskFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "candidate-fails",
            "every attempt at one candidate throws",
            RECOVER,
            CLUSTER,
            TaskFaults::candidate),
        new Fault(
            "poison-shard",
            "every attempt at one shard throws, in the third round",
            RECOVER,
            CLUSTER,
            TaskFaults::poison),
        new Fault(
            "task-fails-twice",
            "a cell's first two attempts throw",
            RECOVER,
            CLUSTER,
            (bench, name) -> {
              Run run = bench.onCluster(name);
              String twice = "train@round=2,shard=1,attempt=%d:throw";
              Drive drive = run.drive(Run.faults(twice.formatted(0) + ";" + twice.formatted(1)));
              String said = "training shard 1, attempt 2 is computed again";
              return List.of(run.gotOver(drive, said));
            }),
        new Fault(
            "speculative-duplicates",
            "a cell waits for ever, and is computed a second time beside that",
            RECOVER,
            CLUSTER,
            (bench, name) -> {
              Run run = bench.onCluster(name);
              Drive drive =
                  run.drive(
                      run.midRound(),
                      Run.conf("spark.speculation", "true"),
                      Run.conf("spark.speculation.interval", "100ms"),
                      Run.conf("spark.speculation.quantile", "0.3"));
              String said = "training shard 0, attempt 1 is slow, and computed a second time";
              return List.of(run.gotOver(drive, said));
            }),
        new Fault(
            "straggler",
            "SIGSTOP of an executor until all others wait for it, round after round",
            RECOVER,
            CLUSTER,
            Straggler::trials),
        new Fault(
            "out-of-memory",
            "executors take all memory while a job has three candidates",
            RECOVER,
            CLUSTER,
            (bench, name) -> {
              Run run = bench.onCluster(name);
              Drive drive = run.drive(Run.faults("train@wave=3,shard=1:exhaust"));
              String said = "ran out of memory with 3 candidates: the wave is split";
              return List.of(run.gotOver(drive, said));
            }),
        new Fault(
            "blocks-lost",
            "all executors lose their cached shards and broadcasts between two rounds",
            RECOVER,
            CLUSTER,
            (bench, name) -> {
              Run run = bench.onCluster(name);
              Drive drive = run.drive(Run.faults("reduce@round=2:drop"));
              String said = "training shard \\d was lost, and is made again from its source";
              return List.of(run.gotOver(drive, said));
            }));
  }

  private static List<Trial> candidate(Bench bench, String name) throws Exception {
    Run run = bench.onCluster(name);
    String id = run.calm().candidates().keySet().iterator().next();
    Drive drive = run.drive(Run.faults("train@candidate=" + id + ":throw"));
    String said = "round 1: training shard \\d failed 4 times: .*injected fault";
    run.ends(drive, 0).says(drive, id + " LOST: " + said).reports(said);
    run.check(
        run.different().equals(List.of(id)),
        "not " + id + " alone is lost, but " + run.different());
    Drive again = run.drive(List.of(), List.of("--retry-failed"));
    return List.of(run.ends(again, 0).trial());
  }

  private static List<Trial> poison(Bench bench, String name) throws Exception {
    Run run = bench.onCluster(name);
    Drive drive = run.drive(Run.faults("train@round=3,shard=1:throw"));
    run.ends(drive, 1)
        .says(drive, "given up in round 3: training shard 1 failed 4 times for each of c-\\w+, c-")
        .says(drive, "go on by: espalier sweep --resume " + run.folder());
    return List.of(run.gotOver(run.drive(), "given up in round 3"));
  }
}
