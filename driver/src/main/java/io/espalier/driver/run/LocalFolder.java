package io.espalier.driver.run;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;

/** A folder of this machine. */
final class LocalFolder {
  private LocalFolder() {}

  /** A file of this machine that can be brought to the disk. */
  private static final class Local extends FileOutputStream
      implements Syncable, StreamCapabilities {
    Local(String path) throws IOException {
      super(path);
    }

    @Override
    public boolean hasCapability(String capability) {
      return capability.equals(StreamCapabilities.HSYNC)
          || capability.equals(StreamCapabilities.HFLUSH);
    }

    @Override
    public void hflush() {
      // What is written is the system's already.
    }

    @Override
    public void hsync() throws IOException {
      getFD().sync();
    }
  }

  /**
   * Creates or empties a file, with the permissions that the process's umask leaves. Hadoop would
   * start a process that sets them, a dozen milliseconds a file.
   */
  static FSDataOutputStream create(String path) throws IOException {
    return new FSDataOutputStream(new Local(path), null);
  }

  /** Brings its entries to the disk, so that a renamed file is there after a power cut. */
  static void force(String path) throws IOException {
    try (FileChannel folder = FileChannel.open(Path.of(path), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
