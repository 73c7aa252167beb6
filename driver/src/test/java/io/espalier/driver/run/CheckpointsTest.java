package io.espalier.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
  private static final RunIdentity IDENTITY = new RunIdentity(Map.of("data", "d", "plan", "p"));

  @TempDir Path dir;
  private Path folder;
  private Files files;
  private Lease lease;

  @BeforeEach
  void open() {
    folder = dir.resolve("checkpoint");
    files = Files.of(new org.apache.hadoop.fs.Path(dir.toString()), new Configuration());
    lease = Lease.take("run", files, Clock.systemUTC());
  }

  private Checkpoints checkpoints() {
    return new Checkpoints("run", files, lease);
  }

  private static void commit(Checkpoints to, int round) {
    to.commit(IDENTITY, round, List.of("a", "b"), out -> out.writeLong(1_000_000L + round));
  }

  private static long state(Checkpoints of) {
    return of.<Long>state(in -> in.readLong()).orElse(-1L);
  }

  private Path one(String kind, int number) throws IOException {
    try (var all = java.nio.file.Files.list(folder)) {
      return all.filter(p -> p.getFileName().toString().matches(kind + ".*0" + number + "\\..*"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void theNewestIsFoundWithItsStateAndAllEndedWaves() {
    Checkpoints first = checkpoints();
    assertThat(first.any()).isFalse();
    assertThat(first.newest()).isEmpty();
    commit(first, 1);
    first.commit(IDENTITY, out -> out.writeInt(77));
    first.commit(IDENTITY, out -> out.writeInt(88));
    commit(first, 2);

    Checkpoints again = checkpoints();
    assertThat(again.newest()).contains(new Checkpoints.Found(IDENTITY, 2, List.of("a", "b")));
    assertThat(state(again)).isEqualTo(1_000_002);
    assertThat(again.<Integer>waves(in -> in.readInt())).containsExactly(77, 88);
  }

  @Test
  void twoAreKeptWithAllThatTheyNameAndNothingElse() {
    Checkpoints all = checkpoints();
    all.commit(IDENTITY, out -> out.writeInt(77));
    for (int round = 1; round <= 5; round++) {
      commit(all, round);
    }
    String id = lease.id().substring(0, 8);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "latest",
            "manifest-00000004.json",
            "manifest-00000005.json",
            "state-" + id + "-00000004.bin",
            "state-" + id + "-00000005.bin",
            "wave-" + id + "-00000000.bin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "manifest"})
  void anyFlippedBitIsFoundAndTheOneBeforeIsUsed(String kind) throws IOException {
    Checkpoints all = checkpoints();
    commit(all, 1);
    commit(all, 2);
    Path file = one(kind, 1);
    byte[] whole = java.nio.file.Files.readAllBytes(file);
    int step = Math.max(1, whole.length / 40);
    for (int at = 0; at < whole.length; at += step) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      java.nio.file.Files.write(file, damaged);
      Checkpoints again = checkpoints();
      // Between two fields of a manifest another white space means the same.
      int round = again.newest().orElseThrow().round();
      assertThat(round).as("byte " + at).isIn(kind.equals("state") ? List.of(1) : List.of(1, 2));
      assertThat(state(again)).isEqualTo(1_000_000 + round);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "manifest"})
  void aFileThatWasCutShortAnywhereIsFound(String kind) throws IOException {
    Checkpoints all = checkpoints();
    commit(all, 1);
    commit(all, 2);
    Path file = one(kind, 1);
    byte[] whole = java.nio.file.Files.readAllBytes(file);
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 2}) {
      java.nio.file.Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThat(checkpoints().newest().orElseThrow().round()).isEqualTo(1);
    }
  }

  @Test
  void aStateOfAnEarlierRoundInTheNewestsPlaceIsFound() throws IOException {
    Checkpoints all = checkpoints();
    commit(all, 1);
    commit(all, 2);
    java.nio.file.Files.copy(
        one("state", 0), one("state", 1), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    Checkpoints again = checkpoints();
    assertThat(again.newest().orElseThrow().round()).isEqualTo(1);
    assertThat(state(again)).isEqualTo(1_000_001);
  }

  @Test
  void anEarlierManifestAndHintThatCameBackChangeNothing() throws IOException {
    Checkpoints all = checkpoints();
    commit(all, 1);
    byte[] manifest = java.nio.file.Files.readAllBytes(one("manifest", 0));
    commit(all, 2);
    commit(all, 3);
    java.nio.file.Files.write(folder.resolve("manifest-00000000.json"), manifest);
    java.nio.file.Files.writeString(folder.resolve("latest"), "0\n");

    assertThat(checkpoints().newest().orElseThrow().round()).isEqualTo(3);
  }

  @Test
  void withoutAnythingWholeNothingIsFoundButSomethingWasThere() throws IOException {
    Checkpoints all = checkpoints();
    commit(all, 1);
    java.nio.file.Files.write(one("state", 0), new byte[3]);

    assertThat(checkpoints().newest()).isEqualTo(Optional.empty());
    assertThat(checkpoints().any()).isTrue();
  }

  /** A number is used once, so that a fallen-back run cannot be taken for the damaged one. */
  @Test
  void aRunThatFellBackGoesOnUnderHigherNumbers() throws IOException {
    Checkpoints all = checkpoints();
    commit(all, 1);
    commit(all, 2);
    java.nio.file.Files.write(one("state", 1), new byte[3]);
    Checkpoints again = checkpoints();
    again.newest();
    commit(again, 2);

    assertThat(folder.resolve("manifest-00000002.json")).exists();
    assertThat(folder.resolve("manifest-00000001.json")).doesNotExist();
    assertThat(checkpoints().newest().orElseThrow().round()).isEqualTo(2);
  }

  @Test
  void whoLostTheLeaseCommitsNothing() throws IOException {
    Checkpoints all = checkpoints();
    commit(all, 1);
    java.nio.file.Files.delete(dir.resolve("lease.json"));
    Lease other = Lease.take("run", files, Clock.systemUTC());

    assertThatThrownBy(() -> commit(all, 2)).isInstanceOf(LeaseLostException.class);
    assertThat(new Checkpoints("run", files, other).newest().orElseThrow().round()).isEqualTo(1);
  }

  @Test
  void ofTwoThatCommitTheSameNumberTheSecondIsRefused() {
    Checkpoints one = checkpoints();
    Checkpoints two = checkpoints();
    commit(one, 1);

    assertThatThrownBy(() -> commit(two, 5)).isInstanceOf(UncheckedIOException.class);
    assertThat(checkpoints().newest().orElseThrow().round()).isEqualTo(1);
  }
}
