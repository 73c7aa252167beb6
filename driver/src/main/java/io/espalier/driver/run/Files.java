package io.espalier.driver.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * The files of one folder, each of which appears whole or not at all: written aside under a name
 * that begins with {@code .tmp-}, then renamed. Names are relative to the folder, parts divided by
 * {@code /}. Two writers of one file at once are not provided for.
 */
final class Files {
  private static final String ASIDE = ".tmp-";

  private final FileSystem fs;
  private final Path folder;

  Files(FileSystem fs, Path folder) {
    this.fs = fs;
    this.folder = folder;
  }

  /** The files of a folder, which need not exist yet. */
  static Files of(Path folder, Configuration hadoop) {
    try {
      FileSystem fs = folder.getFileSystem(hadoop);
      // The checksummed local file system would leave a .crc file beside each of ours.
      return new Files(fs instanceof LocalFileSystem local ? local.getRaw() : fs, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file, or replaces it. If that fails, what was there before is still there. */
  void write(String name, byte[] content) {
    Path target = new Path(folder, name);
    Path aside = new Path(target.getParent(), ASIDE + target.getName());
    try {
      fs.mkdirs(target.getParent());
      try {
        try (FSDataOutputStream out = fs.create(aside, true)) {
          out.write(content);
        }
        replace(aside, target);
      } catch (IOException | RuntimeException e) {
        drop(aside, e);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target + ": " + e.getMessage(), e);
    }
  }

  /** HDFS answers false to a rename onto an existing file, object stores may throw. */
  private void replace(Path from, Path to) throws IOException {
    try {
      if (fs.rename(from, to)) {
        return;
      }
    } catch (FileAlreadyExistsException e) {
      if (!fs.exists(to)) {
        throw e;
      }
    }
    try {
      // The one rename that replaces in a single step; plain FileSystem does not offer it.
      FileContext.getFileContext(fs.getUri(), fs.getConf())
          .rename(fs.makeQualified(from), fs.makeQualified(to), Options.Rename.OVERWRITE);
    } catch (UnsupportedFileSystemException e) {
      if (!fs.delete(to, false) || !fs.rename(from, to)) {
        throw new IOException("rename of " + from + " was refused", e);
      }
    }
  }

  private void drop(Path aside, Exception cause) {
    try {
      fs.delete(aside, false);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** A file's bytes. */
  byte[] read(String name) {
    Path path = new Path(folder, name);
    try (FSDataInputStream in = fs.open(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  boolean exists(String name) {
    try {
      return fs.exists(new Path(folder, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a file, if it is there. */
  void delete(String name) {
    try {
      fs.delete(new Path(folder, name), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Names of the files and folders directly in a sub-folder, sorted, without those written aside.
   *
   * @param sub relative to the folder; {@code .} for the folder itself
   */
  List<String> list(String sub) {
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus s : fs.listStatus(new Path(folder, sub))) {
        if (!s.getPath().getName().startsWith(ASIDE)) {
          names.add(s.getPath().getName());
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Collections.sort(names);
    return names;
  }
}
