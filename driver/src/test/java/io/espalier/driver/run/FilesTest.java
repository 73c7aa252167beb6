package io.espalier.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.driver.fault.FaultPlan;
import io.espalier.driver.fault.FaultPoint;
import io.espalier.driver.fault.Faults;
import io.espalier.driver.run.FaultyFileSystem.Fault;
import io.espalier.measure.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FilesTest {
  @TempDir java.nio.file.Path dir;
  private FaultyFileSystem fs;
  private Files files;

  @BeforeEach
  void open() throws IOException {
    fs = new FaultyFileSystem("file");
    files = new Files(fs, new Path(dir.toString()), Faults.none());
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CREATE_THROWS", "WRITE_STOPS_HALF_WAY", "CLOSE_THROWS", "RENAME_THROWS"})
  void aFileThatCannotBeWrittenIsNotThere(Fault fault) {
    fs.fault = fault;

    assertThatThrownBy(() -> files.write("sub/a.json", "whole".getBytes(UTF_8)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("sub/a.json: disk full");

    assertThat(dir.resolve("sub")).isEmptyDirectory();
    assertThat(files.exists("sub/a.json")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CREATE_THROWS", "WRITE_STOPS_HALF_WAY", "CLOSE_THROWS", "RENAME_THROWS"})
  void aFileThatCannotBeReplacedIsWhatItWas(Fault fault) {
    files.write("a.json", "before".getBytes(UTF_8));
    fs.fault = fault;

    assertThatThrownBy(() -> files.write("a.json", "after".getBytes(UTF_8)))
        .isInstanceOf(UncheckedIOException.class);

    assertThat(files.read("a.json")).isEqualTo("before".getBytes(UTF_8));
    assertThat(dir.toFile().list()).containsExactly("a.json");
  }

  /** The device that is always full. */
  @Test
  void whereNoSpaceIsLeftItSaysHowMuchIsNeeded() throws IOException {
    java.nio.file.Path full = java.nio.file.Path.of("/dev/full");
    Assumptions.assumeTrue(java.nio.file.Files.exists(full), "Linux has it");
    java.nio.file.Files.createSymbolicLink(dir.resolve(".tmp-a.json"), full);
    Files local = Files.of(new Path(dir.toString()), new Configuration());

    assertThatThrownBy(() -> local.write("a.json", new byte[123_456]))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageMatching(
            "cannot write \\S+a.json: No space left on device; it has 123,456 bytes, and [\\d,]+"
                + " are free there");
  }

  @Test
  void replacesWhereARenameOntoAFileIsRefused() {
    files.write("a.json", "before".getBytes(UTF_8));
    files.write("a.json", "after".getBytes(UTF_8));

    assertThat(files.read("a.json")).isEqualTo("after".getBytes(UTF_8));
    assertThat(dir.toFile().list()).containsExactly("a.json");
  }

  @Test
  void replacesWhereNoRenameOverwrites() throws IOException {
    files = new Files(new FaultyFileSystem("faulty"), new Path(dir.toString()), Faults.none());
    files.write("a.json", "before".getBytes(UTF_8));
    files.write("a.json", "after".getBytes(UTF_8));

    assertThat(files.read("a.json")).isEqualTo("after".getBytes(UTF_8));
    assertThat(dir.toFile().list()).containsExactly("a.json");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"RENAME_LIES", "RENAME_THROWS_AFTERWARDS"})
  void whatLiesThereDecidesWhetherARenameHappened(Fault fault) {
    fs.fault = fault;
    files.write("a.json", "whole".getBytes(UTF_8));

    assertThat(files.read("a.json")).isEqualTo("whole".getBytes(UTF_8));
    assertThat(dir.toFile().list()).containsExactly("a.json");
    assertThat(files.incidents().all()).hasSize(1);
  }

  @Test
  void aRefusalThatIsOneIsTriedInTheOtherWay() {
    fs.fault = Fault.RENAME_IS_REFUSED;
    files.write("a.json", "whole".getBytes(UTF_8));

    assertThat(files.read("a.json")).isEqualTo("whole".getBytes(UTF_8));
  }

  /** As on HDFS, when a run that goes on writes what it wrote before. */
  @Test
  void theSameBytesOverThemselvesAreNothingToTell() {
    fs.fault = Fault.RENAME_IS_REFUSED;
    files.write("a.json", "whole".getBytes(UTF_8));
    fs.fault = Fault.RENAME_IS_REFUSED;
    files.write("a.json", "whole".getBytes(UTF_8));

    assertThat(files.incidents().all()).isEmpty();
    assertThat(dir.toFile().list()).containsExactly("a.json");
  }

  @Test
  void whereNobodyCanKnowNothingIsCleanedUp() {
    fs.fault = Fault.RENAME_THROWS_AND_READS_TOO;

    assertThatThrownBy(() -> files.write("a.json", "whole".getBytes(UTF_8)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("nobody can tell whether")
        .hasMessageContaining("connection lost");
    assertThat(dir.toFile().list()).containsExactly("a.json");
  }

  @Test
  void aNewFileDoesNotReplaceAnothers() {
    FaultPoint point = FaultPoint.MANIFEST;
    files.writeNew("a.json", point, out -> out.write("mine".getBytes(UTF_8)));

    assertThatThrownBy(() -> files.writeNew("a.json", point, out -> out.write(1)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("is there already");
    assertThat(files.read("a.json")).isEqualTo("mine".getBytes(UTF_8));
    assertThat(dir.toFile().list()).containsExactly("a.json");
  }

  @Test
  void writtenSaysWhatWasMeantWhateverWasStored() throws IOException {
    Faults faults = new Faults(FaultPlan.of("manifest:corrupt"));
    files = new Files(fs, new Path(dir.toString()), faults);
    Written written = files.write("a.json", FaultPoint.MANIFEST, new byte[100]);

    assertThat(written.size()).isEqualTo(100);
    assertThat(written.sha256()).isEqualTo(Digest.of(new byte[100]));
    assertThat(written.same(files.open("a.json"))).isFalse();
  }

  /** What an object store has under a name is replaced in one step, and never half. */
  @Test
  void writesToAnObjectStoreWithoutARename() throws IOException {
    files = new Files(new ObjectStore(), new Path(dir.toString()), Faults.none());
    files.write("sub/a.json", "before".getBytes(UTF_8));
    files.write("sub/a.json", "after".getBytes(UTF_8));

    assertThat(files.read("sub/a.json")).isEqualTo("after".getBytes(UTF_8));
    assertThat(dir.resolve("sub").toFile().list()).containsExactly("a.json");
    assertThatThrownBy(() -> files.writeNew("sub/a.json", FaultPoint.MANIFEST, o -> o.write(1)))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(files.read("sub/a.json")).isEqualTo("after".getBytes(UTF_8));
  }

  @Test
  void whatFailsHalfWayNeverAppearsInAnObjectStore() throws IOException {
    files = new Files(new ObjectStore(), new Path(dir.toString()), Faults.none());
    files.write("a.json", "before".getBytes(UTF_8));
    Content half =
        out -> {
          out.write(1);
          throw new IllegalStateException("the driver's own");
        };

    assertThatThrownBy(() -> files.writeNew("b.json", FaultPoint.MANIFEST, half))
        .isInstanceOf(IllegalStateException.class);
    assertThat(dir.toFile().list()).containsExactly("a.json");
  }

  @Test
  void sweepsWhatADeadWriterLeftAside() throws IOException {
    files.write("sub/a.json", new byte[0]);
    java.nio.file.Files.writeString(dir.resolve("sub/.tmp-b.json"), "half");
    files.sweepAside();

    assertThat(dir.resolve("sub").toFile().list()).containsExactly("a.json");
  }

  @Test
  void doesNotListWhatADeadWriterLeftAside() throws IOException {
    files.write("b.json", new byte[0]);
    files.write("a.json", new byte[0]);
    java.nio.file.Files.writeString(dir.resolve(".tmp-c.json"), "half");

    assertThat(files.list(".")).containsExactly("a.json", "b.json");
    files.write("c.json", "whole".getBytes(UTF_8));
    assertThat(dir.toFile().list()).containsExactlyInAnyOrder("a.json", "b.json", "c.json");
  }
}
