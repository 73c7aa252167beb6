package io.espalier.datasets.source;

import io.espalier.input.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * The files that a path or glob means, as Spark's readers take it: hidden ones left out, a folder's
 * own files in its stead.
 *
 * @param paths sorted; at least one
 */
record InputFiles(List<Path> paths) {
  /** A million columns of sixteen digits. */
  private static final int MOST_LINE = 1 << 24;

  /**
   * Looks for them.
   *
   * @param key of the configuration that names the path
   * @throws InputException if there are none
   */
  static InputFiles of(String key, String where, Configuration hadoop) {
    try {
      if (where.isBlank()) {
        throw new InputException(key, "is empty", "a path or glob");
      }
      Path pattern = new Path(where);
      FileSystem fs = pattern.getFileSystem(hadoop);
      FileStatus[] found = fs.globStatus(pattern);
      List<Path> paths = new ArrayList<>();
      for (FileStatus status : found == null ? new FileStatus[0] : found) {
        if (status.isDirectory()) {
          Arrays.stream(fs.listStatus(status.getPath()))
              .map(FileStatus::getPath)
              .filter(p -> !hidden(p))
              .forEach(paths::add);
        } else {
          paths.add(status.getPath());
        }
      }
      if (paths.isEmpty()) {
        throw new InputException(key, "is " + where + ", which matches no file", "existing files");
      }
      paths.sort(null);
      return new InputFiles(List.copyOf(paths));
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          key, "is " + where + ", which cannot be read: " + e.getMessage(), "readable files");
    }
  }

  /** Spark and Hadoop pass these over. */
  static boolean hidden(Path path) {
    return path.getName().startsWith(".") || path.getName().startsWith("_");
  }

  /** The text of a file, unpacked by its ending; a byte-order mark is left out. */
  static BufferedReader text(Path path, Configuration hadoop) throws IOException {
    InputStream in = path.getFileSystem(hadoop).open(path);
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                codec == null ? in : codec.createInputStream(in), StandardCharsets.UTF_8));
    reader.mark(1);
    if (reader.read() != '\ufeff') {
      reader.reset();
    }
    return reader;
  }

  /**
   * The next line, as {@link BufferedReader#readLine()} gives it; null at the end.
   *
   * @throws IOException if it is longer than any row: a file without line ends would fill the heap
   */
  static String line(BufferedReader in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return line.length() == 0 ? null : line.toString();
      }
      if (c == '\r') {
        in.mark(1);
        if (in.read() != '\n') {
          in.reset();
        }
        break;
      }
      if (line.length() == MOST_LINE) {
        throw new IOException("a line of more than " + MOST_LINE + " characters");
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
