package io.espalier.driver.run;

import io.espalier.measure.Digest;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 of bytes on their way. */
final class Sha256 {
  private Sha256() {}

  /** What goes through it is counted. */
  static final class Out extends FilterOutputStream {
    private final MessageDigest sha = Digest.sha256();
    private long count;

    Out(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      sha.update((byte) b);
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      sha.update(bytes, from, length);
      out.write(bytes, from, length);
      count += length;
    }

    long count() {
      return count;
    }

    /** Of all so far; to be asked once. */
    String hex() {
      return HexFormat.of().formatHex(sha.digest());
    }
  }

  /** What a stream holds, to its end. */
  static Written read(String name, InputStream in) throws IOException {
    MessageDigest sha = Digest.sha256();
    byte[] block = new byte[1 << 16];
    long count = 0;
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      sha.update(block, 0, n);
      count += n;
    }
    return new Written(name, count, HexFormat.of().formatHex(sha.digest()));
  }
}
