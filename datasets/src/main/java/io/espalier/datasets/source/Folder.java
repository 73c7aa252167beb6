package io.espalier.datasets.source;

import io.espalier.input.InputException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a format that has fixed file names.
 *
 * @param files in the order of their names
 */
record Folder(Path path, List<FileStatus> files) {
  /**
   * Lists a folder.
   *
   * @param where a path, or a glob that matches one folder
   * @throws InputException if there is no such folder, or several
   */
  static Folder of(String where, Configuration hadoop) {
    Path pattern = new Path(where);
    try {
      FileSystem fs = pattern.getFileSystem(hadoop);
      FileStatus[] found = fs.globStatus(pattern);
      List<FileStatus> folders =
          found == null ? List.of() : Arrays.stream(found).filter(FileStatus::isDirectory).toList();
      if (folders.size() != 1) {
        throw new InputException(
            where,
            folders.isEmpty() ? "is not a folder" : "matches " + folders.size() + " folders",
            "one folder that holds the data's files");
      }
      Path path = folders.get(0).getPath();
      FileStatus[] files = fs.listStatus(path);
      Arrays.sort(files);
      return new Folder(path, List.of(files));
    } catch (IOException e) {
      throw new InputException(where, "cannot be read: " + e.getMessage(), "a readable folder");
    }
  }

  /** Files whose whole name matches, in the order of their names. */
  List<FileStatus> matching(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return files.stream()
        .filter(f -> f.isFile() && pattern.matcher(f.getPath().getName()).matches())
        .toList();
  }

  /** The sub-folder of that name. */
  Optional<Path> sub(String name) {
    return files.stream()
        .filter(f -> f.isDirectory() && f.getPath().getName().equals(name))
        .map(FileStatus::getPath)
        .findFirst();
  }
}
