package io.espalier.chaos;

import static io.espalier.chaos.Fault.Expected.RECOVER;
import static io.espalier.chaos.Fault.Ground.ALONE;

import io.espalier.driver.fault.Faults;
import io.espalier.driver.run.Checkpoints;
import io.espalier.driver.run.Lease;
import io.espalier.driver.run.RunFolder;
import io.espalier.input.InputException;
import io.espalier.mask.Mask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;

/** Of the files in a run folder, between two drivers. */
final class FileFaults {
  private static final long SEED = 11;
  private static final int BLOCK = 4096;
  private static final int FLIPS = 40;
  private static final String STATE = "state-.*";
  private static final String WAVE = "wave-.*";
  private static final String MANIFEST = "manifest-.*";
  private static final String DAMAGED =
      "checkpoint \\d+ of \\S+ is damaged, and an older one is used";

  private FileFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "checkpoint-truncated",
            "the newest checkpoint's states end at each block of 4 KB; two of these gone on with",
            RECOVER,
            ALONE,
            FileFaults::truncated),
        new Fault(
            "checkpoint-bit-flips",
            "a bit of the newest states, and of an ended wave, is another, 40 times each",
            RECOVER,
            ALONE,
            FileFaults::flipped),
        new Fault(
            "manifest-bit-flips",
            "a bit of the newest manifest is another, 40 times; then of all manifests",
            RECOVER,
            ALONE,
            FileFaults::manifests),
        new Fault(
            "mask-bit-flips",
            "a bit of each kept mask and model is another, before the run is sealed",
            RECOVER,
            ALONE,
            FileFaults::masks),
        new Fault(
            "stale-file",
            "an older checkpoint's states in place of the newest's",
            RECOVER,
            ALONE,
            (bench, name) -> {
              Run run = inTheSecondWave(bench, name);
              List<Path> states = Damage.files(run.file("checkpoint"), STATE);
              Files.write(states.get(1), Files.readAllBytes(states.get(0)));
              return List.of(gone(run, DAMAGED));
            }),
        new Fault(
            "rename-lies",
            "renames of states, manifests and results happen, and say that they did not",
            RECOVER,
            ALONE,
            (bench, name) -> {
              Run run = bench.alone(name);
              String said = "was reported to have failed, and has happened";
              String lies = "rename@file=state:lie;rename@file=manifest:lie;rename@file=c:lie";
              return List.of(run.gotOver(run.drive(Run.faults(lies)), said));
            }));
  }

  /** A run whose driver died. */
  private static Run cutOff(Bench bench, String name, String faults) throws Exception {
    Run run = bench.alone(name);
    Drive drive = run.drive(Run.faults(faults));
    return run.check(drive.exitCode() != 0, "the driver did not die: " + drive.err());
  }

  /** After the third round of the second wave. */
  private static Run inTheSecondWave(Bench bench, String name) throws Exception {
    int fourth = bench.alone(name).calm().rounds() + 4;
    return cutOff(bench, name, "reduce@n=" + fourth + ":exit");
  }

  private static Trial gone(Run run, String said) throws Exception {
    return run.gotOver(run.drive(), said);
  }

  /** Number of rounds that the newest whole checkpoint has behind it; empty: there is none. */
  private static Optional<Integer> round(Run run) {
    Configuration hadoop = new Configuration();
    RunFolder folder = RunFolder.existing(run.folder(), hadoop, Faults.none()).orElseThrow();
    try (Lease lease = folder.lease(Clock.systemUTC())) {
      return folder.checkpoints(lease).newest().map(Checkpoints.Found::round);
    }
  }

  private static List<Trial> truncated(Bench bench, String name) throws Exception {
    Run run = inTheSecondWave(bench, name);
    Path state = Damage.newest(run.file("checkpoint"), STATE);
    byte[] whole = Files.readAllBytes(state);
    Optional<Integer> undamaged = round(run);
    run.check(undamaged.equals(Optional.of(3)), "the newest checkpoint is of " + undamaged);
    for (int length = 0; length < whole.length; length += BLOCK) {
      Damage.truncate(state, length);
      Optional<Integer> found = round(run);
      run.check(found.equals(Optional.of(2)), "cut off at " + length + " it is of " + found);
      Files.write(state, whole);
    }
    Path copy = bench.folder().resolve("runs").resolve(name + "-empty");
    Damage.copy(run.file(""), copy);
    Damage.truncate(state, whole.length / BLOCK / 2 * BLOCK);
    List<Trial> trials = new ArrayList<>(List.of(gone(run, DAMAGED)));
    Run empty = bench.alone(name + "-empty");
    Damage.truncate(Damage.newest(empty.file("checkpoint"), STATE), 0);
    trials.add(gone(empty, DAMAGED));
    return trials;
  }

  private static List<Trial> flipped(Bench bench, String name) throws Exception {
    Run run = inTheSecondWave(bench, name);
    SplittableRandom random = new SplittableRandom(SEED);
    Path state = Damage.newest(run.file("checkpoint"), STATE);
    Path wave = Damage.newest(run.file("checkpoint"), WAVE);
    found(run, state, random, Optional.of(2));
    found(run, wave, random, Optional.empty());
    Path copy = bench.folder().resolve("runs").resolve(name + "-wave");
    Damage.copy(run.file(""), copy);
    Damage.flip(state, random);
    List<Trial> trials = new ArrayList<>(List.of(gone(run, DAMAGED)));
    Run all = bench.alone(name + "-wave");
    Damage.flip(Damage.newest(all.file("checkpoint"), WAVE), random);
    trials.add(gone(all, DAMAGED));
    return trials;
  }

  /** What is found after each of many flips. */
  private static void found(Run run, Path file, SplittableRandom random, Optional<Integer> expected)
      throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < FLIPS; i++) {
      Damage.flip(file, random);
      Optional<Integer> found = round(run);
      run.check(found.equals(expected), "with " + file + " damaged it is of " + found);
      Files.write(file, whole);
    }
  }

  private static List<Trial> manifests(Bench bench, String name) throws Exception {
    Run run = inTheSecondWave(bench, name);
    SplittableRandom random = new SplittableRandom(SEED);
    found(run, Damage.newest(run.file("checkpoint"), MANIFEST), random, Optional.of(2));
    Path copy = bench.folder().resolve("runs").resolve(name + "-all");
    Damage.copy(run.file(""), copy);
    Damage.flip(Damage.newest(run.file("checkpoint"), MANIFEST), random);
    List<Trial> trials = new ArrayList<>(List.of(gone(run, DAMAGED)));
    Run all = bench.alone(name + "-all");
    for (Path manifest : Damage.files(all.file("checkpoint"), MANIFEST)) {
      Damage.flip(manifest, random);
    }
    trials.add(gone(all, DAMAGED));
    return trials;
  }

  private static List<Trial> masks(Bench bench, String name) throws Exception {
    Run run = cutOff(bench, name, "report:exit");
    SplittableRandom random = new SplittableRandom(SEED);
    List<Path> masks = new ArrayList<>(Damage.files(run.file(""), "best\\.(mask|zip)"));
    masks.addAll(Damage.files(run.file("models"), ".*\\.(mask|zip)"));
    for (Path file : masks) {
      Damage.flip(file, random);
      if (file.toString().endsWith(".mask")) {
        run.check(refused(file), "nobody notices that " + file + " is damaged");
      }
    }
    return List.of(gone(run, "resuming: 6 of 6 candidates are finished"));
  }

  private static boolean refused(Path mask) throws IOException {
    try {
      Mask.of(Files.readAllBytes(mask), mask.toString());
      return false;
    } catch (InputException e) {
      return true;
    }
  }
}
