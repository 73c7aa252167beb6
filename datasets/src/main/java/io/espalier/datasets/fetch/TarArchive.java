package io.espalier.datasets.fetch;

import io.espalier.input.InputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A tar.gz file. */
final class TarArchive {
  private TarArchive() {}

  /**
   * Unpacks its plain files and folders; a file appears whole or not at all, and one that is there
   * in its full length is left alone.
   *
   * @throws InputException for links, and for names that lead out of {@code folder}
   */
  static void unpack(Path archive, Path folder) throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextTarEntry();
          entry != null;
          entry = tar.getNextTarEntry()) {
        Path target = root.resolve(entry.getName()).normalize();
        boolean plain = entry.isDirectory() || entry.isFile() && !entry.isLink();
        if (!target.startsWith(root) || !plain || entry.isSymbolicLink()) {
          throw new InputException(
              archive.toString(),
              "holds " + entry.getName() + ", a link or a name that leads out of the folder",
              "plain files");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (!Files.exists(target) || Files.size(target) != entry.getSize()) {
          Files.createDirectories(target.getParent());
          Path part = target.resolveSibling(target.getFileName() + ".part");
          Files.copy(tar, part, StandardCopyOption.REPLACE_EXISTING);
          Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
