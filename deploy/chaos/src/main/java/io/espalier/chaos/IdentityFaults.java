package io.espalier.chaos;

import static io.espalier.chaos.Fault.Expected.RECOVER;
import static io.espalier.chaos.Fault.Expected.REFUSE;
import static io.espalier.chaos.Fault.Ground.ALONE;
import static io.espalier.chaos.Fault.Ground.CLUSTER;

import io.espalier.driver.run.Fingerprint;
import io.espalier.driver.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;

/** Of what makes a run the one that it is: its data, and the version that wrote its folder. */
final class IdentityFaults {
  /** A run folder as version 0.1.0 left it; its configuration has paths relative to a module. */
  private static final String FORMAT_ONE = "src/test/resources/io/espalier/driver/format-1";

  private static final int PIXEL = 16 + 28 * 28 + 400;

  private IdentityFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "data-changed",
            "a pixel of the data changes: between two drivers; and while all executors are killed",
            REFUSE,
            CLUSTER,
            IdentityFaults::data),
        new Fault(
            "newer-format",
            "a run folder of format version 9",
            REFUSE,
            ALONE,
            IdentityFaults::newer),
        new Fault(
            "older-format",
            "a run folder that version 0.1.0 began, in format version 1",
            RECOVER,
            ALONE,
            IdentityFaults::older));
  }

  private static List<Trial> data(Bench bench, String name) throws Exception {
    Path images = idx(bench.folder().resolve("idx"));
    String config =
        bench.config(
            "idx", "  format: idx\n  path: " + images.getParent() + "\n  split: {validation: 0.2}");
    Run between = bench.alone(name, config);
    Drive dies = between.drive(Run.faults("manifest@n=3:exit"));
    between.check(dies.exitCode() != 0, "the driver did not die");
    byte[] before = change(images);
    Drive refused = between.drive();
    between
        .ends(refused, 2)
        .says(refused, "was begun with data fingerprint [0-9a-f]{64}, and now has [0-9a-f]{64}");
    Files.write(images, before);
    List<Trial> trials = new ArrayList<>(List.of(between.ends(between.drive(), 0).trial()));

    Run under = bench.onCluster(name + "-under-way", config);
    Drive drive = under.drive(under.midRound());
    bench.cluster().stalled(drive);
    change(images);
    for (SparkCluster.Executor e : bench.cluster().executors()) {
      Shell.signal(e.pid(), "KILL");
    }
    String said = "data\\.\\w+ changed while the run went on: shard \\d, read again, differs";
    under.ends(drive, 2).says(drive, said);
    Files.write(images, before);
    trials.add(under.ends(under.drive(), 0).reports(said).trial());
    return trials;
  }

  /**
   * @return what it was
   */
  private static byte[] change(Path images) throws Exception {
    byte[] before = Files.readAllBytes(images);
    byte[] after = before.clone();
    after[PIXEL] ^= 64;
    Files.write(images, after);
    return before;
  }

  /** Made-up pictures in MNIST's format: bright where their class has its rows. */
  private static Path idx(Path folder) throws Exception {
    Files.createDirectories(folder);
    SplittableRandom random = new SplittableRandom(3);
    Path images = Files.write(folder.resolve("train-images-idx3-ubyte"), images(200, random));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), labels(200));
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(60, random));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(60));
    return images;
  }

  private static byte[] images(int count, SplittableRandom random) {
    java.nio.ByteBuffer all = java.nio.ByteBuffer.allocate(16 + count * 28 * 28);
    all.putInt(0x803).putInt(count).putInt(28).putInt(28);
    for (int i = 0; i < count; i++) {
      for (int p = 0; p < 28 * 28; p++) {
        boolean bright = p / 28 / 3 == i % 10;
        all.put((byte) (random.nextInt(100) + (bright ? 100 : 0)));
      }
    }
    return all.array();
  }

  private static byte[] labels(int count) {
    java.nio.ByteBuffer all = java.nio.ByteBuffer.allocate(8 + count);
    all.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      all.put((byte) (i % 10));
    }
    return all.array();
  }

  private static List<Trial> newer(Bench bench, String name) throws Exception {
    Run run = bench.alone(name);
    Drive dies = run.drive(Run.faults("manifest@n=3:exit"));
    run.check(dies.exitCode() != 0, "the driver did not die");
    Path marker = run.file("run.json");
    String before = Files.readString(marker);
    Files.writeString(marker, before.replaceAll("espalier/run/\\d+", "espalier/run/9"));
    Drive refused = run.drive();
    run.ends(refused, 2)
        .says(refused, "run.json is of format version 9, expected version 2, which this Espalier");
    Files.writeString(marker, before);
    return List.of(run.ends(run.drive(), 0).trial());
  }

  private static List<Trial> older(Bench bench, String name) throws Exception {
    Path fixture = bench.folder().resolve(FORMAT_ONE);
    Damage.copy(bench.repository().resolve("driver").resolve(FORMAT_ONE), fixture);
    String whole = fixture.resolve("run").toString();
    Configuration hadoop = new Configuration();
    Calm then =
        new Calm(
            Fingerprint.of(RunFolder.open(whole, hadoop)), 0, 0, Folders.candidates(whole, hadoop));
    Path cut = bench.folder().resolve("runs").resolve(name);
    Damage.copy(fixture.resolve("run"), cut);
    for (String last : List.of("summary.json", "exit-code", "best.zip")) {
      Files.delete(cut.resolve(last));
    }
    Run run = bench.of(name, cut.resolve("config.yaml").toString(), cut.toString(), then);
    run.ends(run.drive(), 0).logs("resuming: 4 of 4 candidates are finished");
    return List.of(run.trial());
  }
}
