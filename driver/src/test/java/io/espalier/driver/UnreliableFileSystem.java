package io.espalier.driver;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system, of which every so many renames and writes go wrong, each in its turn. The
 * numbers have no common factor, so that in time each event meets each fault.
 */
public final class UnreliableFileSystem extends RawLocalFileSystem {
  static final String WHY = "the disk had enough";

  /** Renames and creations so far, by any instance. */
  static final AtomicInteger EVENTS = new AtomicInteger();

  private static final int LIES = 5;
  private static final int THROWS = 17;
  private static final int THROWS_AFTERWARDS = 11;
  private static final int ENDS_HALF_WAY = 23;

  @Override
  public String getScheme() {
    return "unreliable";
  }

  @Override
  public URI getUri() {
    return URI.create("unreliable:///");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    int event = EVENTS.incrementAndGet();
    if (event % THROWS == 0) {
      throw new IOException(WHY);
    }
    // As HDFS: not onto a file that is there.
    boolean done = !exists(to) && super.rename(from, to);
    if (done && event % THROWS_AFTERWARDS == 0) {
      throw new IOException(WHY);
    }
    return done && event % LIES != 0;
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    boolean ends = EVENTS.incrementAndGet() % ENDS_HALF_WAY == 0;
    FSDataOutputStream out =
        super.create(path, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(out, null) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        super.write(bytes, from, ends ? length / 2 : length);
        if (ends) {
          throw new IOException(WHY);
        }
      }
    };
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return plain(super.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Arrays.stream(super.listStatus(path))
        .map(UnreliableFileSystem::plain)
        .toArray(FileStatus[]::new);
  }

  /** Without the permissions, which are looked for under an address that begins with file:. */
  private static FileStatus plain(FileStatus s) {
    return new FileStatus(
        s.getLen(), s.isDirectory(), 1, s.getBlockSize(), s.getModificationTime(), s.getPath());
  }
}
