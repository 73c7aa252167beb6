package io.espalier.datasets.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * What a file must hash to.
 *
 * @param algorithm {@code MD5} or {@code SHA-256}, as the data set's authors published it
 * @param hex in lower case
 * @param unpacked whether it is of the gzipped file's content: mirrors pack anew
 */
public record Checksum(String algorithm, String hex, boolean unpacked) {
  static Checksum md5(String hex) {
    return new Checksum("MD5", hex, false);
  }

  static Checksum md5OfContent(String hex) {
    return new Checksum("MD5", hex, true);
  }

  /** The file's hash, or why it has none. */
  String of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        InputStream content = unpacked ? new GZIPInputStream(in, 1 << 16) : in) {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      byte[] buffer = new byte[1 << 16];
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the file is what it should be; a damaged gzip file is not. */
  boolean fits(Path file) throws IOException {
    try {
      return hex.equals(of(file));
    } catch (ZipException | EOFException e) {
      return false;
    }
  }
}
