package io.espalier.datasets.source;

import io.espalier.input.InputException;
import io.espalier.input.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/** A split's images with their labels. */
record IdxPair(IdxFile images, IdxFile labels) implements Serializable {
  /**
   * Finds the pair under MNIST's usual names.
   *
   * @param prefix {@code train} or {@code t10k}
   * @throws InputException if one of the files is missing or has a wrong header, or their counts
   *     differ
   */
  static IdxPair of(Folder folder, String prefix, Configuration hadoop) {
    IdxFile images = IdxFile.read(file(folder, prefix, "images", 3), 3, hadoop);
    IdxFile labels = IdxFile.read(file(folder, prefix, "labels", 1), 1, hadoop);
    if (images.records() != labels.records()) {
      throw new InputException(
          labels.path(),
          "holds " + labels.records() + " labels",
          "one for each of the " + images.records() + " images in " + images.name());
    }
    return new IdxPair(images, labels);
  }

  /** Whether any file of the split is there. */
  static boolean exists(Folder folder, String prefix) {
    return !folder.matching(name(prefix, "images", 3)).isEmpty()
        || !folder.matching(name(prefix, "labels", 1)).isEmpty();
  }

  private static String name(String prefix, String what, int rank) {
    return prefix + "-" + what + "[-.]idx" + rank + "-ubyte(\\.gz)?";
  }

  private static FileStatus file(Folder folder, String prefix, String what, int rank) {
    return folder.matching(name(prefix, what, rank)).stream()
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    folder.path().toString(),
                    "holds no " + prefix + "-" + what + "-idx" + rank + "-ubyte",
                    "that file, gzipped or not"));
  }

  /** Records of which both image and label are wholly there. */
  int present(Configuration hadoop) {
    return Math.min(images.extent(hadoop).records(), labels.extent(hadoop).records());
  }

  /**
   * What is missing at the end of a file, or wrong in it.
   *
   * @param skip whether a truncated file's whole records may be used
   */
  Optional<Problem> damage(Configuration hadoop, boolean skip) {
    for (IdxFile file : List.of(images, labels)) {
      IdxFile.Extent extent = file.extent(hadoop);
      if (extent.records() < file.records() && !skip) {
        return Optional.of(
            new Problem(
                file.path(),
                "is truncated within record " + extent.records(),
                "the " + file.records() + " records that its header states, or onBadRecord: skip"));
      }
      if (extent.records() == file.records() && !extent.sound()) {
        return Optional.of(
            new Problem(
                file.path(), "is damaged: not what its checksum says", "a sound gzip file"));
      }
    }
    return Optional.empty();
  }

  /** All labels that are there; a byte each, few enough for one machine. */
  int[] readLabels(Configuration hadoop) {
    byte[] bytes = new byte[labels.extent(hadoop).records()];
    try (InputStream in = labels.open(hadoop, 0)) {
      in.readNBytes(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new InputException(labels.path(), "cannot be read: " + e.getMessage(), "IDX labels");
    }
    int[] values = new int[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return values;
  }

  /** Labels that no class has. */
  BadRecords outOfRange(Configuration hadoop, int classes) {
    BadRecords bad = BadRecords.NONE;
    int[] values = readLabels(hadoop);
    for (int i = 0; i < values.length; i++) {
      if (values[i] >= classes) {
        bad = bad.plus(BadRecords.one("record " + i + " with label " + values[i]));
      }
    }
    return bad;
  }
}
