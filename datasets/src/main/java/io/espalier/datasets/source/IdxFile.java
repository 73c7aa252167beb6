package io.espalier.datasets.source;

import io.espalier.input.Deflate;
import io.espalier.input.InputException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * An IDX file of unsigned bytes, as its header describes it: two zero bytes, the element type, the
 * number of dimensions, then each dimension as a big-endian int (LeCun's description of MNIST).
 *
 * @param path gzipped if it ends in {@code .gz}
 * @param dims number of records first
 * @param bytes the file's length
 */
record IdxFile(String path, List<Integer> dims, long bytes) implements Serializable {
  private static final int UNSIGNED_BYTE = 8;

  /**
   * Reads the header.
   *
   * @param rank number of dimensions that it must have: 1 for labels, 3 for images
   * @throws InputException if it is not such a file, or states a record larger than it can hold
   */
  static IdxFile read(FileStatus file, int rank, Configuration hadoop) {
    String path = file.getPath().toString();
    int expected = UNSIGNED_BYTE << 8 | rank;
    try (DataInputStream in = new DataInputStream(stream(path, hadoop))) {
      int magic = in.readInt();
      if (magic != expected) {
        throw new InputException(
            path,
            String.format("begins with 0x%08x", magic),
            String.format("an IDX file's 0x%08x: unsigned bytes in %d dimensions", expected, rank));
      }
      List<Integer> dims = new ArrayList<>();
      for (int d = 0; d < rank; d++) {
        dims.add(in.readInt());
      }
      if (dims.stream().anyMatch(d -> d <= 0)) {
        throw new InputException(path, "has the dimensions " + dims, "positive numbers");
      }
      IdxFile idx = new IdxFile(path, List.copyOf(dims), file.getLen());
      idx.checkRecord();
      return idx;
    } catch (EOFException e) {
      throw new InputException(path, "ends within its header", "an IDX file");
    } catch (ZipException e) {
      throw new InputException(path, "is not a gzip file: " + e.getMessage(), "a gzipped IDX file");
    } catch (IOException e) {
      throw new InputException(path, "cannot be read: " + e.getMessage(), "a readable IDX file");
    }
  }

  /** A record is allocated before it is read: the file must be long enough for one. */
  private void checkRecord() {
    long room = gzip() ? bytes * Deflate.MOST_RATIO : bytes - headerBytes();
    long record = 1;
    for (int dim : dims.subList(1, dims.size())) {
      record *= dim;
      if (record > room || record > Integer.MAX_VALUE - 8) {
        throw new InputException(
            path,
            "has the dimensions " + dims + ", a record of more bytes than the file can hold",
            "an IDX file as long as its header says");
      }
    }
  }

  String name() {
    return new Path(path).getName();
  }

  boolean gzip() {
    return path.endsWith(".gz");
  }

  int records() {
    return dims.get(0);
  }

  int recordBytes() {
    return dims.stream().skip(1).reduce(1, Math::multiplyExact);
  }

  private int headerBytes() {
    return Integer.BYTES * (1 + dims.size());
  }

  /**
   * What of a file can be used.
   *
   * @param records that are wholly there; fewer than the header says if the file is truncated
   * @param sound whether a gzip file could be read to its end, and its checksum is right
   */
  record Extent(int records, boolean sound) {}

  /** Measures a plain file by its length, reads a gzipped one through. */
  Extent extent(Configuration hadoop) {
    if (!gzip()) {
      long whole = Math.max(0, bytes - headerBytes()) / recordBytes();
      return new Extent((int) Math.min(records(), whole), true);
    }
    long read = 0;
    boolean sound = true;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = open(hadoop, 0)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        read += n;
      }
    } catch (EOFException | ZipException e) {
      sound = false;
    } catch (IOException e) {
      throw new InputException(path, "cannot be read: " + e.getMessage(), "a readable IDX file");
    }
    return new Extent((int) Math.min(records(), read / recordBytes()), sound);
  }

  /** The file from a record's first byte on. */
  InputStream open(Configuration hadoop, long record) throws IOException {
    long at = headerBytes() + record * recordBytes();
    if (gzip()) {
      InputStream in = stream(path, hadoop);
      in.skipNBytes(at);
      return in;
    }
    FSDataInputStream in = raw(path, hadoop);
    in.seek(at);
    return in;
  }

  private static InputStream stream(String path, Configuration hadoop) throws IOException {
    FSDataInputStream in = raw(path, hadoop);
    return path.endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private static FSDataInputStream raw(String path, Configuration hadoop) throws IOException {
    Path p = new Path(path);
    return p.getFileSystem(hadoop).open(p);
  }
}
