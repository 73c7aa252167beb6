package io.espalier.datasets.source;

import io.espalier.input.InputException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder with one sub-folder of images a class.
 *
 * @param classes the sub-folders' names, in label order
 * @param files of all classes, sorted by path
 */
record ImageFolder(String path, List<String> classes, List<ImageFile> files) {
  /**
   * One file, image or not: what is none is a bad record.
   *
   * @param index its place among all files
   * @param folder its class's name
   */
  record ImageFile(int index, String path, String folder) implements Serializable {
    /** As a user finds it. */
    String name() {
      return folder + "/" + new Path(path).getName();
    }
  }

  /**
   * Lists a split.
   *
   * @throws InputException if there is no such folder, or no sub-folder in it
   */
  static ImageFolder of(String where, Configuration hadoop) {
    Folder folder = Folder.of(where, hadoop);
    List<Path> classes =
        folder.files().stream()
            .filter(FileStatus::isDirectory)
            .map(FileStatus::getPath)
            .filter(p -> !InputFiles.hidden(p))
            .toList();
    if (classes.isEmpty()) {
      throw new InputException(
          folder.path().toString(), "holds no sub-folders", "one with images for each class");
    }
    List<String> names = classes.stream().map(Path::getName).toList();
    List<Path> paths = new ArrayList<>();
    try {
      FileSystem fs = folder.path().getFileSystem(hadoop);
      for (Path c : classes) {
        for (FileStatus file : fs.listStatus(c)) {
          if (!InputFiles.hidden(file.getPath())) {
            paths.add(file.getPath());
          }
        }
      }
    } catch (IOException e) {
      throw new InputException(where, "cannot be read: " + e.getMessage(), "a readable folder");
    }
    paths.sort(Comparator.naturalOrder());
    List<ImageFile> files = new ArrayList<>(paths.size());
    for (Path p : paths) {
      files.add(new ImageFile(files.size(), p.toString(), p.getParent().getName()));
    }
    return new ImageFolder(
        folder.path().toString(), names.stream().sorted(ClassList.order(names)).toList(), files);
  }
}
