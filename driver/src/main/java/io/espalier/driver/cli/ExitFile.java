package io.espalier.driver.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Leaves the exit code of a driver that runs on a cluster where {@code deploy/espalier} looks for
 * it: spark-submit itself says 0 whatever became of the driver.
 */
final class ExitFile {
  /** Names the file; not set where the exit code reaches the caller by itself. */
  static final String PROPERTY = "espalier.exit.file";

  private ExitFile() {}

  /**
   * Writes the code, if a file is named. It appears whole or not at all.
   *
   * @throws IOException if it cannot be written
   */
  static void write(int code) throws IOException {
    String name = System.getProperty(PROPERTY, "");
    if (name.isEmpty()) {
      return;
    }
    byte[] text = (code + "\n").getBytes(StandardCharsets.US_ASCII);
    Path path = new Path(name);
    String scheme = path.toUri().getScheme();
    // The launcher reads a bare path from the local disk, whatever Hadoop's default is here.
    if (scheme == null || scheme.equals("file")) {
      java.nio.file.Path file = java.nio.file.Path.of(path.toUri().getPath()).toAbsolutePath();
      Files.createDirectories(file.getParent());
      java.nio.file.Path aside = file.resolveSibling(file.getFileName() + ".tmp");
      Files.write(aside, text);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    FileSystem files = path.getFileSystem(new Configuration());
    Path aside = path.suffix(".tmp");
    try (OutputStream out = files.create(aside, true)) {
      out.write(text);
    }
    // That of a driver that the cluster started before this one: HDFS renames onto no file.
    files.delete(path, false);
    if (!files.rename(aside, path)) {
      throw new IOException("cannot rename " + aside + " to " + path);
    }
  }
}
