package io.espalier.datasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.fuzz.Scratch;
import io.espalier.fuzz.Target;
import io.espalier.input.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A tar.gz; what is changed is the tar within, packed again, since gzip's checksum stops the rest.
 * Whatever comes of it, nothing is written outside of the folder.
 */
public final class TarTarget implements Target {
  private final Path outside = Scratch.folder("tar");
  private final Path archive = outside.resolve("a.tar.gz");
  private final Path folder = outside.resolve("within");

  @Override
  public List<byte[]> seeds() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (String name : List.of("data/a.bin", "data/b.txt")) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(5);
        tar.putArchiveEntry(entry);
        tar.write(new byte[] {1, 2, 3, 4, 5});
        tar.closeArchiveEntry();
      }
    }
    return List.of(bytes.toByteArray());
  }

  @Override
  public boolean read(byte[] input) throws IOException {
    try (InputStream in = new ByteArrayInputStream(input);
        GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      in.transferTo(out);
    }
    Files.createDirectories(folder);
    try {
      TarArchive.unpack(archive, folder);
      return true;
    } catch (IOException e) { // Fetcher's refusal names it
      throw new InputException(archive.toString(), String.valueOf(e.getMessage()), "an archive");
    } finally {
      try (var left = Files.list(outside)) {
        assertThat(left).containsExactlyInAnyOrder(archive, folder);
      }
      clear();
    }
  }

  private void clear() throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(p);
      }
    }
  }
}
