package io.espalier.driver.run;

import io.espalier.driver.fault.FaultAction;
import io.espalier.driver.fault.FaultPoint;
import io.espalier.driver.fault.Faults;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renames, and does not believe what a file system says of it: HDFS answers false where the name is
 * taken, object stores may throw, and what is said to have failed may have happened. The bytes that
 * are found under the name decide.
 */
final class Renaming {
  private static final Logger LOG = LoggerFactory.getLogger(Renaming.class);

  /** Written when their time has come: they must not count among what events decide. */
  private static final Set<String> UNCOUNTED = Set.of("lease", "incidents");

  private final FileSystem fs;
  private final Faults faults;
  private final Incidents incidents;

  Renaming(FileSystem fs, Faults faults, Incidents incidents) {
    this.fs = fs;
    this.faults = faults;
    this.incidents = incidents;
  }

  /** It is not known whether a rename took place. */
  static final class Unknown extends IOException {
    private static final long serialVersionUID = 1;

    Unknown(String what, IOException cause) {
      super(what + " (" + cause.getMessage() + ")", cause);
    }
  }

  /**
   * Gives what was written its name.
   *
   * @param written what is to be found under the name afterwards
   * @param replaces whether a file that has the name goes
   * @throws Unknown if it cannot be told whether that happened
   */
  void rename(Path from, Path to, Written written, boolean replaces) throws IOException {
    if (!replaces && fs.exists(to)) {
      throw new FileAlreadyExistsException(to + " is there already");
    }
    IOException refusal = null;
    try {
      if (renamed(from, to)) {
        return;
      }
    } catch (IOException e) {
      refusal = e;
    }
    if (happened(from, to, written, replaces, refusal)) {
      return;
    }
    if (refusal != null && !(refusal instanceof FileAlreadyExistsException && replaces)) {
      throw refusal;
    }
    if (!replaces) {
      throw new IOException("rename of " + from + " was refused");
    }
    try {
      overwrite(from, to);
    } catch (IOException e) {
      if (!happened(from, to, written, true, e)) {
        throw e;
      }
    }
  }

  private boolean renamed(Path from, Path to) throws IOException {
    String file = Files.file(to.getName());
    Optional<FaultAction> fault =
        UNCOUNTED.contains(file) ? Optional.empty() : faults.pass(FaultPoint.RENAME, "file", file);
    return fs.rename(from, to) && fault.isEmpty();
  }

  private void overwrite(Path from, Path to) throws IOException {
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

  /** Whether the target is what was written, whatever the rename said. */
  private boolean happened(
      Path from, Path to, Written written, boolean replaces, IOException refusal)
      throws IOException {
    boolean there;
    try (FSDataInputStream in = fs.open(to)) {
      there = written.same(in);
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      if (refusal != null) {
        e.addSuppressed(refusal);
      }
      throw new Unknown("nobody can tell whether " + from + " became " + to, e);
    }
    // What is still there under its first name was not renamed: the same bytes lay there before.
    boolean before = there && replaces && fs.exists(from);
    if (there && !before) {
      LOG.warn("the rename to {} was reported to have failed", to, refusal);
      incidents.add("the rename to " + to + " was reported to have failed, and has happened");
    }
    if (there) {
      fs.delete(from, false);
    }
    return there;
  }
}
