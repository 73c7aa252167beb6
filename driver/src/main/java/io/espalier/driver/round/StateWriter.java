package io.espalier.driver.round;

import io.espalier.mask.Mask;
import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes what candidates consist of, all numbers big-endian: a text as its length in bytes and
 * UTF-8, floats as their count and bits, a mask as {@link Mask#bytes()} behind its length.
 */
public final class StateWriter {
  private static final int BLOCK = 1 << 14;

  private final DataOutputStream out;

  public StateWriter(DataOutputStream out) {
    this.out = out;
  }

  /**
   * What a file begins with.
   *
   * @param magic four letters
   */
  public void header(int magic, int version) throws IOException {
    whole(magic);
    whole(version);
  }

  public void flag(boolean value) throws IOException {
    out.writeBoolean(value);
  }

  public void whole(int value) throws IOException {
    out.writeInt(value);
  }

  void large(long value) throws IOException {
    out.writeLong(value);
  }

  /** By its bits. */
  void number(double value) throws IOException {
    out.writeLong(Double.doubleToRawLongBits(value));
  }

  public void bytes(byte[] value) throws IOException {
    out.writeInt(value.length);
    out.write(value);
  }

  public void text(String value) throws IOException {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  void texts(List<String> values) throws IOException {
    whole(values.size());
    for (String v : values) {
      text(v);
    }
  }

  public void mask(Mask mask) throws IOException {
    bytes(mask.bytes());
  }

  public void floats(float[] values) throws IOException {
    out.writeInt(values.length);
    ByteBuffer block = ByteBuffer.allocate(4 * BLOCK);
    for (int from = 0; from < values.length; from += BLOCK) {
      int n = Math.min(BLOCK, values.length - from);
      block.asFloatBuffer().put(values, from, n);
      out.write(block.array(), 0, 4 * n);
    }
  }

  void state(ReplicaState state) throws IOException {
    floats(state.values());
    whole(state.moments().length);
    for (float[] row : state.moments()) {
      floats(row);
    }
    large(state.step());
  }

  void score(Trainer.Score score) throws IOException {
    number(score.lossSum());
    large(score.correct());
    large(score.examples());
  }
}
