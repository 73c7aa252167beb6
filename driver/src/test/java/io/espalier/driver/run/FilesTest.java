package io.espalier.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FilesTest {
  private enum Fault {
    CREATE_THROWS,
    WRITE_STOPS_HALF_WAY,
    CLOSE_THROWS,
    RENAME_THROWS
  }

  /** The local file system, with one fault; a rename onto an existing file says false, as HDFS. */
  private static final class FaultyFileSystem extends FilterFileSystem {
    private Fault fault;
    private final String scheme;

    FaultyFileSystem(String scheme) throws IOException {
      super(new RawLocalFileSystem());
      this.scheme = scheme;
      initialize(URI.create("file:///"), new Configuration());
    }

    @Override
    public URI getUri() {
      return URI.create(scheme + ":///");
    }

    @Override
    public FSDataOutputStream create(
        Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      if (fault == Fault.CREATE_THROWS) {
        throw new IOException("disk full");
      }
      FSDataOutputStream out =
          super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
      return new FSDataOutputStream(out, null) {
        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          super.write(bytes, from, fault == Fault.WRITE_STOPS_HALF_WAY ? length / 2 : length);
          if (fault == Fault.WRITE_STOPS_HALF_WAY) {
            throw new IOException("disk full");
          }
        }

        @Override
        public void close() throws IOException {
          super.close();
          if (fault == Fault.CLOSE_THROWS) {
            throw new IOException("disk full");
          }
        }
      };
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
      if (fault == Fault.RENAME_THROWS) {
        throw new IOException("disk full");
      }
      return !exists(to) && super.rename(from, to);
    }
  }

  @TempDir java.nio.file.Path dir;
  private FaultyFileSystem fs;
  private Files files;

  @BeforeEach
  void open() throws IOException {
    fs = new FaultyFileSystem("file");
    files = new Files(fs, new Path(dir.toString()));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aFileThatCannotBeWrittenIsNotThere(Fault fault) {
    fs.fault = fault;

    assertThatThrownBy(() -> files.write("sub/a.json", "whole".getBytes(UTF_8)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("sub/a.json: disk full");

    assertThat(dir.resolve("sub")).isEmptyDirectory();
    assertThat(files.exists("sub/a.json")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aFileThatCannotBeReplacedIsWhatItWas(Fault fault) {
    files.write("a.json", "before".getBytes(UTF_8));
    fs.fault = fault;

    assertThatThrownBy(() -> files.write("a.json", "after".getBytes(UTF_8)))
        .isInstanceOf(UncheckedIOException.class);

    assertThat(files.read("a.json")).isEqualTo("before".getBytes(UTF_8));
    assertThat(dir.toFile().list()).containsExactly("a.json");
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
    files = new Files(new FaultyFileSystem("faulty"), new Path(dir.toString()));
    files.write("a.json", "before".getBytes(UTF_8));
    files.write("a.json", "after".getBytes(UTF_8));

    assertThat(files.read("a.json")).isEqualTo("after".getBytes(UTF_8));
    assertThat(dir.toFile().list()).containsExactly("a.json");
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
