package io.espalier.measure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, of arrays by their exact bits. */
public final class Digest {
  private Digest() {}

  /** Hex digest over the floats' bits, big-endian. */
  public static String of(float[] values) {
    MessageDigest sha = sha256();
    ByteBuffer block = ByteBuffer.allocate(1 << 16);
    for (float v : values) {
      if (!block.hasRemaining()) {
        sha.update(block.array());
        block.clear();
      }
      block.putFloat(v);
    }
    sha.update(block.array(), 0, block.position());
    return HexFormat.of().formatHex(sha.digest());
  }

  /** Hex digest of text in UTF-8. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Hex digest of bytes. */
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /** For what comes piece by piece. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
