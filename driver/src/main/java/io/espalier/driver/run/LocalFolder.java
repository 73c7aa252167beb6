package io.espalier.driver.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder of this machine. */
final class LocalFolder {
  private LocalFolder() {}

  /** Brings its entries to the disk, so that a renamed file is there after a power cut. */
  static void force(String path) throws IOException {
    try (FileChannel folder = FileChannel.open(Path.of(path), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
