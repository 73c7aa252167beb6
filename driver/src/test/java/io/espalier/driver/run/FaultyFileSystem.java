package io.espalier.driver.run;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system, with one fault, always or at the n-th rename. A rename onto an existing
 * file says false, as HDFS does. As {@code fs.faulty.impl} it serves {@code faulty:///}.
 */
public final class FaultyFileSystem extends FilterFileSystem {
  /** What goes wrong. */
  public enum Fault {
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

  private static final AtomicInteger RENAMES = new AtomicInteger();
  private static Fault strikes;
  private static int at;

  private final String scheme;
  Fault fault;

  /** For Hadoop, which makes its own. */
  public FaultyFileSystem() throws IOException {
    this("faulty");
  }

  FaultyFileSystem(String scheme) throws IOException {
    super(new RawLocalFileSystem());
    this.scheme = scheme;
    initialize(URI.create("file:///"), new Configuration());
  }

  /** The next faulty file systems have a fault at the n-th rename of all of them, from 1. */
  public static void strike(Fault fault, int rename) {
    strikes = fault;
    at = rename;
    RENAMES.set(0);
  }

  /** Renames so far. */
  public static int renames() {
    return RENAMES.get();
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
  protected void checkPath(Path path) {
    // Paths of both schemes are the local disk's.
    path.toUri();
  }

  private static Path local(Path path) {
    return new Path("file", null, path.toUri().getPath());
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
        fs.create(local(path), permission, overwrite, bufferSize, replication, blockSize, progress);
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
    return fs.open(local(path), bufferSize);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    boolean now = RENAMES.incrementAndGet() == at;
    Fault striking = now ? strikes : fault;
    if (striking == Fault.RENAME_THROWS) {
      throw new IOException("disk full");
    }
    if (striking == Fault.RENAME_IS_REFUSED || fs.exists(local(to))) {
      return false;
    }
    boolean done = fs.rename(local(from), local(to));
    if (striking == Fault.RENAME_THROWS_AFTERWARDS
        || striking == Fault.RENAME_THROWS_AND_READS_TOO) {
      throw new IOException("connection lost");
    }
    return done && striking != Fault.RENAME_LIES;
  }
}
