package io.espalier.driver.run;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.protocol.QuotaExceededException;

/** What a write needs that found no room. */
final class Space {
  /** The operating system's words; HDFS has an exception of its own. */
  private static final String NO_SPACE = "No space left";

  private Space() {}

  /** Behind a failure's message: how much the file has and how much is free; else nothing. */
  static String needed(FileSystem fs, Path folder, Content content, IOException failure) {
    boolean full =
        failure instanceof QuotaExceededException
            || failure.getMessage() != null && failure.getMessage().contains(NO_SPACE);
    if (!full) {
      return "";
    }
    try {
      Sha256.Out counted = new Sha256.Out(OutputStream.nullOutputStream());
      content.to(new DataOutputStream(counted));
      return String.format(
          Locale.ROOT,
          "; it has %,d bytes, and %,d are free there",
          counted.count(),
          fs.getStatus(folder).getRemaining());
    } catch (IOException e) {
      failure.addSuppressed(e);
      return "";
    }
  }
}
