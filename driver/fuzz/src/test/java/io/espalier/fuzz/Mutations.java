package io.espalier.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damages inputs as transfers, disks and enemies do: one to four changes each, by a seed. Input
 * {@code i} of a seed is always the same.
 */
final class Mutations {
  private static final long[] AWKWARD = {
    0,
    1,
    -1,
    2,
    7,
    127,
    128,
    255,
    256,
    0x7fff,
    0x8000,
    0xffff,
    0x7fffffffL,
    0x80000000L,
    0xffffffffL,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0x10000000L
  };

  private static final String[] WORDS = {
    "-1",
    "0",
    "999999999",
    "2147483647",
    "2147483648",
    "9223372036854775807",
    "1e308",
    "1e999",
    "NaN",
    "null",
    "\"\"",
    "[]",
    "{}",
    "true",
    "..",
    "/",
    "\n",
    "\u0000",
    "[[[[[[[["
  };

  private final List<byte[]> seeds;
  private final long seed;

  Mutations(List<byte[]> seeds, long seed) {
    this.seeds = seeds;
    this.seed = seed;
  }

  byte[] input(int i) {
    SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + i);
    byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      input = changed(input, random);
    }
    return input;
  }

  private byte[] changed(byte[] from, SplittableRandom random) {
    if (from.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    int at = random.nextInt(from.length);
    switch (random.nextInt(9)) {
      case 0:
        from[at] ^= (byte) (1 << random.nextInt(8));
        return from;
      case 1:
        from[at] = (byte) random.nextInt(256);
        return from;
      case 2:
        return overwritten(from, at, random);
      case 3:
        return Arrays.copyOf(from, at);
      case 4:
        return spliced(from, at, Math.min(from.length, at + 1 + random.nextInt(16)), new byte[0]);
      case 5:
        byte[] noise = new byte[1 + random.nextInt(16)];
        random.nextBytes(noise);
        return spliced(from, at, at, noise);
      case 6:
        int end = Math.min(from.length, at + 1 + random.nextInt(64));
        return spliced(from, at, at, Arrays.copyOfRange(from, at, end));
      case 7:
        return reworded(from, at, random);
      default:
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int cut = random.nextInt(other.length + 1);
        return spliced(from, at, from.length, Arrays.copyOfRange(other, cut, other.length));
    }
  }

  private static byte[] overwritten(byte[] from, int at, SplittableRandom random) {
    ByteBuffer value =
        ByteBuffer.allocate(8)
            .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    long awkward = AWKWARD[random.nextInt(AWKWARD.length)];
    int width = 1 << random.nextInt(4);
    switch (width) {
      case 2 -> value.putShort((short) awkward);
      case 4 -> value.putInt((int) awkward);
      case 8 -> value.putLong(awkward);
      default -> value.put((byte) awkward);
    }
    System.arraycopy(value.array(), 0, from, at, Math.min(width, from.length - at));
    return from;
  }

  /** A number or word of a text becomes another. */
  private static byte[] reworded(byte[] from, int at, SplittableRandom random) {
    int begin = at;
    while (begin < from.length && !Character.isLetterOrDigit(from[begin])) {
      begin++;
    }
    int end = begin;
    while (end < from.length && Character.isLetterOrDigit(from[end])) {
      end++;
    }
    byte[] word =
        WORDS[random.nextInt(WORDS.length)].getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return spliced(from, begin, end, word);
  }

  private static byte[] spliced(byte[] from, int begin, int end, byte[] between) {
    byte[] to = new byte[begin + between.length + from.length - end];
    System.arraycopy(from, 0, to, 0, begin);
    System.arraycopy(between, 0, to, begin, between.length);
    System.arraycopy(from, end, to, begin + between.length, from.length - end);
    return to;
  }
}
