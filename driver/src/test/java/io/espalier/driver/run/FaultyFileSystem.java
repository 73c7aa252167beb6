package io.espalier.driver.run;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local file system, with one fault; a rename onto an existing file says false, as HDFS. */
final class FaultyFileSystem extends FilterFileSystem {
  /** What goes wrong. */
  enum Fault {
    CREATE_THROWS,
    WRITE_STOPS_HALF_WAY,
    CLOSE_THROWS,
    RENAME_THROWS,
    /** It is not done, and says so. */
    RENAME_IS_REFUSED,
    /** It is done, and said not to be. */
    RENAME_LIES,
    /** It is done, and then throws. */
    RENAME_THROWS_AFTERWARDS,
    /** It is done, then throws, and nobody can look. */
    RENAME_THROWS_AND_READS_TOO
  }

  private final String scheme;
  Fault fault;

  FaultyFileSystem(String scheme) throws IOException {
    super(new RawLocalFileSystem());
    this.scheme = scheme;
    initialize(URI.create("file:///"), new Configuration());
  }

  @Override
  public String getScheme() {
    return scheme;
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
        fs.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
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
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    if (fault == Fault.RENAME_THROWS_AND_READS_TOO) {
      throw new IOException("connection lost");
    }
    return fs.open(path, bufferSize);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    if (fault == Fault.RENAME_THROWS) {
      throw new IOException("disk full");
    }
    if (fault == Fault.RENAME_IS_REFUSED || fs.exists(to)) {
      return false;
    }
    boolean done = fs.rename(from, to);
    if (fault == Fault.RENAME_THROWS_AFTERWARDS || fault == Fault.RENAME_THROWS_AND_READS_TOO) {
      throw new IOException("connection lost");
    }
    return done && fault != Fault.RENAME_LIES;
  }
}
