package io.espalier.model.dl4j;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Set;
import org.bytedeco.javacpp.indexer.HalfIndexer;

/**
 * The array that a DL4J zip keeps as {@code coefficients.bin}, read as raw numbers. ND4J's own
 * reader would allocate whatever the header states and take strides from it that lead anywhere.
 *
 * <p>Twice in the file: how it was allocated (text), how many elements (an int where that is {@code
 * HEAP}, {@code JAVACPP} or {@code DIRECT}, else a long), their type (text), and the elements, big
 * endian. The first holds the array's shape, the second its values.
 */
final class Coefficients {
  private static final Set<String> INT_LENGTHS = Set.of("HEAP", "JAVACPP", "DIRECT");
  private static final Set<String> LONG_LENGTHS = Set.of("LONG_SHAPE", "MIXED_DATA_TYPES");

  private final DataInputStream in;
  private final ByteArrayInputStream rest;

  private Coefficients(byte[] file) {
    this.rest = new ByteArrayInputStream(file);
    this.in = new DataInputStream(rest);
  }

  /**
   * Reads the values of a vector.
   *
   * @throws IOException if the bytes are anything else; the message says what
   */
  static float[] read(byte[] file) throws IOException {
    Coefficients reader = new Coefficients(file);
    long stated = reader.shape();
    float[] values = reader.values();
    if (values.length != stated) {
      throw new IOException(
          "coefficients.bin states " + stated + " values and holds " + values.length);
    }
    if (reader.rest.available() > 0) {
      throw new IOException(
          "coefficients.bin has " + reader.rest.available() + " bytes behind its values");
    }
    return values;
  }

  /** Number of elements by the shape: rank, extents, strides, offset or flags, stride, order. */
  private long shape() throws IOException {
    long length = length();
    int width = width(in.readUTF());
    room(length, width);
    long[] info = new long[(int) length];
    for (int i = 0; i < info.length; i++) {
      info[i] = width == Integer.BYTES ? in.readInt() : in.readLong();
    }
    boolean whole = info.length > 0 && info[0] > 0 && info[0] <= 32;
    if (!whole || info.length != 2 * info[0] + 4) {
      throw new IOException("coefficients.bin states no shape");
    }
    long elements = 1;
    int wide = 0;
    for (int axis = 1; axis <= info[0]; axis++) {
      elements = info[axis] > 0 ? elements * info[axis] : 0;
      wide += info[axis] > 1 ? 1 : 0;
      if (elements <= 0 || elements > Integer.MAX_VALUE) {
        throw new IOException("coefficients.bin states an extent of " + info[axis]);
      }
    }
    if (wide > 1) {
      throw new IOException("coefficients.bin holds a matrix, not a row of values");
    }
    return elements;
  }

  private float[] values() throws IOException {
    long length = length();
    String type = in.readUTF();
    room(length, type.equals("HALF") ? Short.BYTES : width(type));
    float[] values = new float[(int) length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case "FLOAT" -> in.readFloat();
            case "DOUBLE" -> (float) in.readDouble();
            case "HALF" -> HalfIndexer.toFloat(in.readUnsignedShort());
            default -> throw new IOException("coefficients.bin holds values of type " + type);
          };
    }
    return values;
  }

  private long length() throws IOException {
    String allocation = in.readUTF();
    if (INT_LENGTHS.contains(allocation)) {
      return in.readInt();
    }
    if (LONG_LENGTHS.contains(allocation)) {
      return in.readLong();
    }
    throw new IOException("coefficients.bin begins with no array");
  }

  private static int width(String type) throws IOException {
    return switch (type) {
      case "INT", "FLOAT" -> Integer.BYTES;
      case "LONG", "DOUBLE" -> Long.BYTES;
      default -> throw new IOException("coefficients.bin holds values of type " + type);
    };
  }

  private void room(long length, int width) throws IOException {
    if (length < 0 || length > rest.available() / width) {
      throw new IOException(
          "coefficients.bin states "
              + length
              + " elements of "
              + width
              + " bytes and has "
              + rest.available()
              + " bytes for them");
    }
  }
}
