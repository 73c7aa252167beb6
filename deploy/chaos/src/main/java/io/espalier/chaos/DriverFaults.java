package io.espalier.chaos;

import static io.espalier.chaos.Fault.Expected.RECOVER;
import static io.espalier.chaos.Fault.Expected.REFUSE;
import static io.espalier.chaos.Fault.Ground.ALONE;
import static io.espalier.chaos.Fault.Ground.CLUSTER;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Of the driver's process. */
final class DriverFaults {
  /** What a fault point that ends the process ends it with. */
  private static final int ENDED = 86;

  private static final int KILLED = 128 + 9;
  private static final int TERMINATED = 128 + 15;
  private static final int INTERRUPTED = 128 + 2;

  /** Steps of a checkpoint, in their order: none is committed before the last of them. */
  private static final List<String> CHECKPOINT =
      List.of(
          "checkpoint-write:exit",
          "rename@file=state:exit;rename@file=wave:exit",
          "manifest:exit",
          "rename@file=manifest:exit",
          "rename@file=latest:exit");

  /** Steps of a run's end, in their order. */
  private static final List<String> END =
      List.of(
          "rename@file=c:exit",
          "export:exit",
          "export@n=2:exit",
          "rename@file=best:exit",
          "rename@file=candidates:exit",
          "rename@file=summary:exit",
          "report:exit",
          "rename@file=manifest:exit",
          "rename@file=exit:exit");

  private static final List<String> TORN =
      List.of(
          "lease:tear",
          "checkpoint-write:tear",
          "manifest:tear",
          "checkpoint-write@n=3:tear",
          "manifest@n=3:tear",
          "export:tear",
          "report:tear");

  private DriverFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "driver-killed",
            "kill -9 of the driver in mid-round, on a cluster; gone on with on one machine",
            RECOVER,
            CLUSTER,
            DriverFaults::killed),
        new Fault(
            "driver-dies-at-each-step",
            "the driver dies at each step of each checkpoint and of the end, a driver a step",
            RECOVER,
            ALONE,
            DriverFaults::everywhere),
        new Fault(
            "driver-dies-mid-write",
            "the driver dies when a file is written in part, a driver a kind of file",
            RECOVER,
            ALONE,
            (bench, name) -> {
              Run run = bench.alone(name);
              for (String torn : TORN) {
                run.ends(run.drive(Run.faults(torn)), ENDED);
              }
              return finished(run, TORN.size());
            }),
        new Fault(
            "sigterm",
            "SIGTERM to the driver in mid-round",
            RECOVER,
            ALONE,
            (bench, name) -> signalled(bench, name, "TERM", TERMINATED)),
        new Fault(
            "ctrl-c",
            "SIGINT to the driver in mid-round",
            RECOVER,
            ALONE,
            (bench, name) -> signalled(bench, name, "INT", INTERRUPTED)),
        new Fault(
            "disk-full",
            "no space is left when the fifth checkpoint's manifest is written",
            RECOVER,
            ALONE,
            DriverFaults::full),
        new Fault(
            "two-drivers",
            "a second driver on a run folder whose first one is at work",
            REFUSE,
            ALONE,
            DriverFaults::two));
  }

  private static List<Trial> killed(Bench bench, String name) throws Exception {
    Run run = bench.onCluster(name);
    Drive drive = run.drive(run.midRound());
    bench.cluster().stalled(drive);
    drive.signal("KILL");
    run.ends(drive, KILLED);
    // Another number of executors: the later --master counts.
    return finished(run, 1, "--master", "local[2]");
  }

  private static List<Trial> everywhere(Bench bench, String name) throws Exception {
    Run run = bench.alone(name);
    List<String> seldom = List.of("--set", "execution.checkpoint.everyRounds=3");
    int deaths = 0;
    boolean ending = false;
    while (!ending && deaths < 100) {
      String step = CHECKPOINT.get(deaths % CHECKPOINT.size());
      Drive drive = run.drive(List.of(), seldom, Run.faults(step + ";export:exit"));
      run.ends(drive, ENDED);
      ending = drive.log().contains("injected fault: export:exit");
      deaths++;
    }
    // Two waves: a checkpoint every third round, but the last, and one at the end.
    int checkpoints = 2 * ((run.calm().rounds() - 1) / 3 + 1);
    run.check(
        deaths == checkpoints * CHECKPOINT.size() + 1,
        deaths + " drivers died over " + checkpoints + " checkpoints");
    for (String step : END) {
      run.ends(run.drive(List.of(), seldom, Run.faults(step)), ENDED);
      deaths++;
    }
    return finished(run, deaths);
  }

  private static List<Trial> signalled(Bench bench, String name, String signal, int code)
      throws Exception {
    Run run = bench.alone(name);
    Drive drive = run.drive(run.midRound());
    drive.logs("injected fault: train\\S*:stall");
    drive.signal(signal);
    run.ends(drive, code)
        .says(
            drive,
            "cut off by a signal; .* go on by: espalier sweep --resume " + run.folder() + "\\n\\z");
    return finished(run, 1);
  }

  /** The kernel's own full disk lies where the fifth checkpoint's manifest is written aside. */
  private static List<Trial> full(Bench bench, String name) throws Exception {
    Run run = bench.alone(name);
    Drive drive = run.drive();
    drive.logs("round 1: ");
    Files.createDirectories(run.file("checkpoint"));
    Files.createSymbolicLink(
        run.file("checkpoint/.tmp-manifest-00000004.json"), Path.of("/dev/full"));
    String said =
        "cannot write \\S+checkpoint/manifest-00000004.json: No space left on device; it has [\\d,]+"
            + " bytes, and [\\d,]+ are free there";
    run.ends(drive, 1)
        .says(drive, said)
        .says(drive, "cut off by a failure; .* go on by: espalier sweep --resume " + run.folder());
    return List.of(run.gotOver(run.drive(), said));
  }

  private static List<Trial> two(Bench bench, String name) throws Exception {
    Run run = bench.alone(name);
    Drive first = run.drive(Run.faults("reduce@round=2:stall"));
    first.logs("injected fault: reduce\\S*:stall");
    Drive second = run.drive();
    run.ends(second, 2).says(second, "is being worked on: its lease belongs to \\S+, process \\d+");
    run.check(first.alive(), "the first driver did not go on");
    first.signal("KILL");
    run.ends(first, KILLED);
    return finished(run, 1);
  }

  /** Goes on to the end. */
  private static List<Trial> finished(Run run, int deaths, String... options) throws Exception {
    String said = "resuming: \\d of 6 candidates are finished";
    Trial counted = run.gotOver(run.drive(options), said);
    List<Trial> all = new ArrayList<>(List.of(counted));
    all.addAll(
        Collections.nCopies(deaths - 1, new Trial(counted.problems(), counted.identical(), 0, 0)));
    return all;
  }
}
