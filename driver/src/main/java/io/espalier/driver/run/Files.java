package io.espalier.driver.run;

import io.espalier.driver.fault.FaultPoint;
import io.espalier.driver.fault.Faults;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files of one folder, each of which appears whole or not at all: written aside under a name
 * that begins with {@code .tmp-}, brought to the disk where it matters, then renamed. Names are
 * relative to the folder, parts divided by {@code /}. Two writers of one file at once are not
 * provided for.
 *
 * <p>A rename that says no, or throws, may have happened all the same: what lies at the target
 * decides. Where nobody can look there, nothing is cleaned up.
 *
 * <p>In an object store a file appears when its stream is closed, whole, and a rename would copy it
 * and remove what it replaces first: there it is written under its own name, and one that fails
 * half way is abandoned before it appears.
 */
final class Files {
  private static final String ASIDE = ".tmp-";

  private final FileSystem fs;
  private final Path folder;
  private final Faults faults;
  private final Incidents incidents = new Incidents(this, Clock.systemUTC());
  private final Renaming renaming;

  Files(FileSystem fs, Path folder, Faults faults) {
    this.fs = fs;
    this.folder = folder;
    this.faults = faults;
    renaming = new Renaming(fs, faults, incidents);
  }

  /** The files of a folder, which need not exist yet. */
  static Files of(Path folder, Configuration hadoop) {
    return of(folder, hadoop, Faults.none());
  }

  static Files of(Path folder, Configuration hadoop, Faults faults) {
    try {
      FileSystem fs = folder.getFileSystem(hadoop);
      // The checksummed local file system would leave a .crc file beside each of ours.
      return new Files(fs instanceof LocalFileSystem local ? local.getRaw() : fs, folder, faults);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was noticed of this folder, by whoever works on it. */
  Incidents incidents() {
    return incidents;
  }

  /** What of a file is on the disk when it has been written. */
  private enum Durable {
    NOTHING,
    /** Its bytes; its name once the folder is brought there for another file's sake. */
    CONTENT,
    CONTENT_AND_NAME
  }

  /** How a file is to be written. */
  private record Manner(Optional<FaultPoint> point, boolean replaces, Durable durable) {}

  /** Writes a file, or replaces it. If that fails, what was there before is still there. */
  Written write(String name, byte[] content) {
    return write(
        name, out -> out.write(content), new Manner(Optional.empty(), true, Durable.NOTHING));
  }

  /** The same where faults may strike what is written. */
  Written write(String name, FaultPoint point, byte[] content) {
    return write(
        name, out -> out.write(content), new Manner(Optional.of(point), true, Durable.NOTHING));
  }

  /** The same, and it is on the disk then: something depends on it. */
  Written writeDurably(String name, byte[] content) {
    return write(
        name,
        out -> out.write(content),
        new Manner(Optional.empty(), true, Durable.CONTENT_AND_NAME));
  }

  /**
   * Writes a file that must not be there yet, durably.
   *
   * @throws UncheckedIOException also if another has written it
   */
  Written writeNew(String name, FaultPoint point, Content content) {
    return write(name, content, new Manner(Optional.of(point), false, Durable.CONTENT_AND_NAME));
  }

  /**
   * The same for a file that counts for nothing until a later one of its folder names it: that one
   * brings both names to the disk.
   *
   * @throws UncheckedIOException also if another has written it
   */
  Written writeAhead(String name, FaultPoint point, Content content) {
    return write(name, content, new Manner(Optional.of(point), false, Durable.CONTENT));
  }

  private Written write(String name, Content content, Manner manner) {
    Path target = new Path(folder, name);
    Path aside = new Path(target.getParent(), ASIDE + target.getName());
    try {
      if (fs.hasPathCapability(folder, CommonPathCapabilities.ABORTABLE_STREAM)) {
        return writeAtOnce(target, name, content, manner);
      }
      fs.mkdirs(target.getParent());
      try {
        Written written = writeAside(aside, name, content, manner);
        renaming.rename(aside, target, written, manner.replaces());
        if (manner.durable() == Durable.CONTENT_AND_NAME) {
          force(target.getParent());
        }
        return written;
      } catch (Renaming.Unknown e) {
        throw e;
      } catch (IOException e) {
        drop(aside, e);
        throw e;
      }
    } catch (IOException e) {
      String room = Space.needed(fs, folder, content, e);
      throw new UncheckedIOException("cannot write " + target + ": " + e.getMessage() + room, e);
    }
  }

  private Written writeAside(Path aside, String name, Content content, Manner manner)
      throws IOException {
    try (FSDataOutputStream out = created(aside)) {
      return into(out, name, content, manner);
    }
  }

  private Written writeAtOnce(Path target, String name, Content content, Manner manner)
      throws IOException {
    FSDataOutputStream out = fs.create(target, manner.replaces());
    try {
      Written written = into(out, name, content, manner);
      out.close();
      return written;
    } catch (IOException | RuntimeException e) {
      out.abort(); // to close it would make what is there the file
      throw e;
    }
  }

  private Written into(FSDataOutputStream out, String name, Content content, Manner manner)
      throws IOException {
    OutputStream struck = manner.point().map(p -> faults.through(p, file(name), out)).orElse(out);
    Sha256.Out digest = new Sha256.Out(new BufferedOutputStream(struck, 1 << 16));
    DataOutputStream data = new DataOutputStream(digest);
    content.to(data);
    data.flush();
    if (manner.durable() != Durable.NOTHING && out.hasCapability("hsync")) {
      out.hsync();
    }
    return new Written(name, digest.count(), digest.hex());
  }

  private FSDataOutputStream created(Path aside) throws IOException {
    return fs.getClass() == RawLocalFileSystem.class
        ? LocalFolder.create(fs.makeQualified(aside).toUri().getPath())
        : fs.create(aside, true);
  }

  /** What faults may know of a name: its first letters. */
  static String file(String name) {
    return name.replaceAll(".*/", "").replaceAll("[^A-Za-z].*", "");
  }

  /** Brings a local folder's entries to the disk, as a file's own bytes were. */
  private void force(Path parent) throws IOException {
    if ("file".equals(fs.getUri().getScheme())) {
      LocalFolder.force(parent.toUri().getPath());
    }
  }

  private void drop(Path aside, Exception cause) {
    try {
      fs.delete(aside, false);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Creates a small file, if nobody has; not aside, since only so one of two creators is told that
   * it came second.
   *
   * @return false if it is there already
   */
  boolean create(String name, FaultPoint point, byte[] content) {
    Path path = new Path(folder, name);
    try {
      fs.mkdirs(path.getParent());
      try (OutputStream out = faults.through(point, file(name), fs.create(path, false))) {
        out.write(content);
      }
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  /** A file's bytes. */
  byte[] read(String name) {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + ": " + e.getMessage(), e);
    }
  }

  /** A file's bytes, one after the other. */
  InputStream open(String name) {
    Path path = new Path(folder, name);
    try {
      return fs.open(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** A file as it is. */
  Written measured(String name) {
    try (InputStream in = open(name)) {
      return Sha256.read(name, in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean exists(String name) {
    try {
      return fs.exists(new Path(folder, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a file, or a folder and all in it, if it is there. */
  void delete(String name) {
    try {
      fs.delete(new Path(folder, name), true);
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

  /** Removes what a writer that died had aside; nobody else may be writing. */
  void sweepAside() {
    try {
      RemoteIterator<LocatedFileStatus> all = fs.listFiles(folder, true);
      while (all.hasNext()) {
        Path path = all.next().getPath();
        if (path.getName().startsWith(ASIDE)) {
          incidents.add(path + " was left by a driver that died, and is removed");
          fs.delete(path, false);
        }
      }
    } catch (FileNotFoundException e) {
      // No folder, nothing aside.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
