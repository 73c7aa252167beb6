package io.espalier.mask;

import io.espalier.input.InputException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.function.LongBinaryOperator;
import java.util.zip.CRC32;

/**
 * Which of a network's values survive, one bit each over all of {@code Network.size()}; values that
 * are not prunable always survive. Immutable.
 *
 * <p>Invariants:
 *
 * <ol>
 *   <li>there are ⌈size / 64⌉ words;
 *   <li>bit {@code i & 63} of word {@code i >>> 6} is 1 exactly where value {@code i} survives;
 *   <li>bits at {@code size} and behind are 0, so that equal masks have equal words.
 * </ol>
 *
 * <p>Its file, {@code mask.bin}, all numbers big-endian: magic {@code ESPM} (4 bytes), version 1
 * (int), size (int), the words (longs), CRC-32 of everything before (int).
 */
public final class Mask implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int MAGIC = 0x4553504D;
  private static final int VERSION = 1;
  private static final int HEADER = 3 * Integer.BYTES;

  private final int size;
  private final long[] bits;

  private Mask(int size, long[] bits) {
    this.size = size;
    this.bits = bits;
  }

  /** A mask under which everything survives. */
  public static Mask full(int size) {
    long[] bits = new long[words(size)];
    Arrays.fill(bits, -1L);
    if ((size & 63) != 0) {
      bits[bits.length - 1] = -1L >>> -size;
    }
    return new Mask(size, bits);
  }

  /**
   * Reads what {@link #bytes()} wrote.
   *
   * @param where the file, for the message
   * @throws InputException if it is cut short, altered or of another version
   */
  public static Mask of(byte[] bytes, String where) {
    if (bytes.length < HEADER + Integer.BYTES) {
      throw new InputException(
          where, "has " + bytes.length + " bytes", "a mask file of at least 16 bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt() != MAGIC) {
      throw new InputException(where, "is not a mask file", "the bytes ESPM at its start");
    }
    int version = in.getInt();
    if (version != VERSION) {
      throw new InputException(where, "is a mask of version " + version, "version " + VERSION);
    }
    int size = in.getInt();
    long length = HEADER + 8L * ((size + 63L) >>> 6) + Integer.BYTES;
    if (size < 0 || length != bytes.length) {
      throw new InputException(
          where,
          "has " + bytes.length + " bytes for a mask of " + size + " values",
          size < 0 ? "a size of at least 0" : length + " bytes");
    }
    long[] bits = new long[words(size)];
    in.asLongBuffer().get(bits);
    if (in.getInt(bytes.length - Integer.BYTES) != checksum(bytes)) {
      throw new InputException(
          where, "is damaged", "bytes that agree with the checksum at its end");
    }
    Mask mask = new Mask(size, bits);
    if (!mask.tailClear()) {
      throw new InputException(where, "has bits set behind its last value", "zeros there");
    }
    return mask;
  }

  /** Reads what {@link #bytes()} wrote; messages name {@code mask.bin}. */
  public static Mask of(byte[] bytes) {
    return of(bytes, "mask.bin");
  }

  /** This mask less the given indices. */
  public Mask without(int... pruned) {
    long[] left = bits.clone();
    for (int i : pruned) {
      left[i >>> 6] &= ~(1L << i);
    }
    return new Mask(size, left);
  }

  /** This mask less the set's indices, all below {@link #size()}. */
  public Mask without(BitSet pruned) {
    if (pruned.length() > size) {
      throw new IndexOutOfBoundsException(
          "index " + (pruned.length() - 1) + " in a mask of " + size + " values");
    }
    long[] left = bits.clone();
    long[] gone = pruned.toLongArray();
    for (int w = 0; w < gone.length; w++) {
      left[w] &= ~gone[w];
    }
    return new Mask(size, left);
  }

  /** What survives in both. */
  public Mask and(Mask other) {
    return combine(other, (a, b) -> a & b);
  }

  /** What survives in either. */
  public Mask or(Mask other) {
    return combine(other, (a, b) -> a | b);
  }

  private Mask combine(Mask other, LongBinaryOperator operator) {
    sameSize(other);
    long[] both = new long[bits.length];
    Arrays.setAll(both, w -> operator.applyAsLong(bits[w], other.bits[w]));
    return new Mask(size, both);
  }

  public int size() {
    return size;
  }

  public boolean survives(int index) {
    return (bits[index >>> 6] >>> index & 1) != 0;
  }

  /** The first survivor at {@code from} or behind; {@link #size()} where there is none. */
  public int next(int from) {
    if (from >= size) {
      return size;
    }
    int w = from >>> 6;
    long word = bits[w] & -1L << from;
    while (word == 0) {
      if (++w == bits.length) {
        return size;
      }
      word = bits[w];
    }
    return (w << 6) + Long.numberOfTrailingZeros(word);
  }

  /** Survivors among {@code [from, to)}. */
  public int survivors(int from, int to) {
    int count = 0;
    for (int w = from >>> 6; w < words(to); w++) {
      count += Long.bitCount(bits[w] & window(w, from, to));
    }
    return count;
  }

  /**
   * The survivors' Jaccard index |A ∩ B| / |A ∪ B| over {@code [from, to)}; 1 if both are empty.
   */
  public double jaccard(Mask other, int from, int to) {
    sameSize(other);
    int both = 0;
    int either = 0;
    for (int w = from >>> 6; w < words(to); w++) {
      long window = window(w, from, to);
      both += Long.bitCount(bits[w] & other.bits[w] & window);
      either += Long.bitCount((bits[w] | other.bits[w]) & window);
    }
    return either == 0 ? 1 : (double) both / either;
  }

  /** Indices of the survivors, ascending. */
  public int[] indices() {
    int[] all = new int[survivors(0, size)];
    int n = 0;
    for (int i = next(0); i < size; i = next(i + 1)) {
      all[n++] = i;
    }
    return all;
  }

  /** The file's bytes; the class comment has the format. */
  public byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(HEADER + 8 * bits.length + Integer.BYTES);
    out.putInt(MAGIC).putInt(VERSION).putInt(size).asLongBuffer().put(bits);
    out.putInt(out.capacity() - Integer.BYTES, checksum(out.array()));
    return out.array();
  }

  /** SHA-256 of the words as big-endian longs, then of the size as a big-endian int; hex. */
  public String sha256() {
    ByteBuffer in = ByteBuffer.allocate(8 * bits.length + Integer.BYTES);
    in.asLongBuffer().put(bits);
    in.putInt(8 * bits.length, size);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(in.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Mask m && m.size == size && Arrays.equals(m.bits, bits);
  }

  @Override
  public int hashCode() {
    return 31 * size + Arrays.hashCode(bits);
  }

  @Override
  public String toString() {
    return survivors(0, size) + " of " + size + " survive";
  }

  /** Fails if an invariant does not hold. */
  void check() {
    if (size < 0 || bits.length != words(size)) {
      throw new IllegalStateException(bits.length + " words for " + size + " values");
    }
    if (!tailClear()) {
      throw new IllegalStateException("a bit behind value " + (size - 1) + " is set");
    }
  }

  private boolean tailClear() {
    return (size & 63) == 0 || (bits[bits.length - 1] & -1L << size) == 0;
  }

  private void sameSize(Mask other) {
    if (other.size != size) {
      throw new IllegalArgumentException("masks of " + size + " and " + other.size + " values");
    }
  }

  /** The bits of word {@code w} that lie within {@code [from, to)}. */
  private static long window(int w, int from, int to) {
    long window = -1L;
    if (w == from >>> 6) {
      window &= -1L << from;
    }
    if (w == to >>> 6) {
      window &= ~(-1L << to);
    }
    return window;
  }

  private static int words(int size) {
    return (int) ((size + 63L) >>> 6);
  }

  private static int checksum(byte[] file) {
    CRC32 crc = new CRC32();
    crc.update(file, 0, file.length - Integer.BYTES);
    return (int) crc.getValue();
  }
}
