package io.espalier.driver;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system, some of whose renames and writes go wrong, by their number: a few end
 * whoever asked for them, so that a run needs several drivers and comes to its end all the same.
 */
public final class UnreliableFileSystem extends RawLocalFileSystem {
  static final String WHY = "the disk had enough";

  private static final int LIES = 3;
  private static final int THROWS_AFTERWARDS = 7;
  private static final Set<Integer> THROWS = Set.of(5, 14, 31, 60);
  private static final Set<Integer> ENDS_HALF_WAY = Set.of(9, 22, 45);

  private static final AtomicInteger RENAMES = new AtomicInteger();
  private static final AtomicInteger CREATIONS = new AtomicInteger();

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
    int event = RENAMES.incrementAndGet();
    if (THROWS.contains(event)) {
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
    boolean ends = ENDS_HALF_WAY.contains(CREATIONS.incrementAndGet());
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
