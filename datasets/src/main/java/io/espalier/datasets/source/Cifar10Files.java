package io.espalier.datasets.source;

import io.espalier.input.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A split's files of CIFAR-10's binary version: records of one label and 3,072 bytes, the red,
 * green and blue planes of 32 rows of 32 pixels (Krizhevsky's description of the data set).
 *
 * @param paths sorted by name
 * @param bytes each file's length
 */
record Cifar10Files(List<String> paths, List<Long> bytes) implements Serializable {
  static final int PIXELS = 3 * 32 * 32;
  static final int RECORD = 1 + PIXELS;

  private static final String FOLDER = "cifar-10-batches-bin";
  private static final List<String> NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  /** The folder itself, or the one in it that the archive unpacks to. */
  static Folder folder(String path, Configuration hadoop) {
    Folder folder = Folder.of(path, hadoop);
    return folder.sub(FOLDER).map(p -> Folder.of(p.toString(), hadoop)).orElse(folder);
  }

  /** The files of train or test; none if they are missing. */
  static Cifar10Files of(Folder folder, Source.Split split) {
    List<FileStatus> files =
        folder.matching(
            split == Source.Split.TEST ? "test_batch\\.bin" : "data_batch_[0-9]+\\.bin");
    return new Cifar10Files(
        files.stream().map(f -> f.getPath().toString()).toList(),
        files.stream().map(FileStatus::getLen).toList());
  }

  /** Whole records in a file. */
  long records(int file) {
    return bytes.get(file) / RECORD;
  }

  boolean truncated(int file) {
    return bytes.get(file) % RECORD != 0;
  }

  /** A file from a record's label on. */
  FSDataInputStream open(int file, long record, Configuration hadoop) throws IOException {
    Path path = new Path(paths.get(file));
    FSDataInputStream in = path.getFileSystem(hadoop).open(path);
    in.seek(record * RECORD);
    return in;
  }

  /** Names from {@code batches.meta.txt} if it is there, else the data set's own. */
  static List<String> names(Folder folder, Configuration hadoop) {
    List<FileStatus> meta = folder.matching("batches\\.meta\\.txt");
    if (meta.isEmpty()) {
      return NAMES;
    }
    Path path = meta.get(0).getPath();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(path.getFileSystem(hadoop).open(path), StandardCharsets.UTF_8))) {
      List<String> names = in.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
      if (names.size() != NAMES.size()) {
        throw new InputException(
            path.toString(), "holds " + names.size() + " class names", "10, a line each");
      }
      return names;
    } catch (IOException e) {
      throw new InputException(path.toString(), "cannot be read: " + e.getMessage(), "class names");
    }
  }
}
