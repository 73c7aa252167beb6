package io.espalier.datasets;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes IDX files for tests: 2×3 pixels, record i holding the value i in each, label i mod 4. */
final class IdxFiles {
  private IdxFiles() {}

  static byte[] images(int n) {
    byte[] pixels = new byte[n * 6];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 6);
    }
    return idx(pixels, n, 2, 3);
  }

  static byte[] labels(int n) {
    byte[] labels = new byte[n];
    for (int i = 0; i < n; i++) {
      labels[i] = (byte) (i % 4);
    }
    return idx(labels, n);
  }

  static byte[] idx(byte[] content, int... dims) {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(0x0800 | dims.length);
      for (int d : dims) {
        out.writeInt(d);
      }
      out.write(content);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void write(Path folder, String name, byte[] content) {
    try {
      Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All four files, with {@code train} and {@code test} records. */
  static void plain(Path folder, int train, int test) {
    write(folder, "train-images-idx3-ubyte", images(train));
    write(folder, "train-labels-idx1-ubyte", labels(train));
    write(folder, "t10k-images-idx3-ubyte", images(test));
    write(folder, "t10k-labels-idx1-ubyte", labels(test));
  }
}
