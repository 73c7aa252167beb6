package io.espalier.datasets.fetch;

import io.espalier.input.Deflate;
import io.espalier.input.InputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A tar.gz file. */
final class TarArchive {
  private static final int MOST_ENTRIES = 10_000;

  private TarArchive() {}

  /**
   * Unpacks its plain files and folders; a file appears whole or not at all, and one that is there
   * in its full length is left alone.
   *
   * @throws InputException for links and sparse files, for names that lead out of {@code folder},
   *     and for more files or bytes than such an archive can hold
   */
  static void unpack(Path archive, Path folder) throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    long room = Files.size(archive) * Deflate.MOST_RATIO;
    int entries = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextTarEntry();
          entry != null;
          entry = tar.getNextTarEntry()) {
        Path target = target(root, entry.getName(), archive);
        // A sparse file is longer than deflate could pack it, by stating its holes.
        boolean plain =
            entry.isDirectory() || entry.isFile() && !entry.isLink() && !entry.isSparse();
        // A file that is the folder itself would be written aside, which is outside.
        boolean within = target.startsWith(root) && (entry.isDirectory() || !target.equals(root));
        if (!within || !plain || entry.isSymbolicLink()) {
          throw new InputException(
              archive.toString(),
              "holds " + entry.getName() + ", a link or a name that leads out of the folder",
              "plain files");
        }
        room -= entry.getSize();
        if (++entries > MOST_ENTRIES || entry.getSize() < 0 || room < 0) {
          throw new InputException(
              archive.toString(),
              "holds more than " + MOST_ENTRIES + " files, or more bytes than it can have packed",
              "a data set's archive as its authors published it");
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

  private static Path target(Path root, String name, Path archive) {
    try {
      return root.resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new InputException(
          archive.toString(), "holds a file without a proper name", "plain files");
    }
  }
}
