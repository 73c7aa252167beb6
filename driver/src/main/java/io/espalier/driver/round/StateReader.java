package io.espalier.driver.round;

import io.espalier.mask.Mask;
import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link StateWriter} wrote; a file's checksum has been looked at before. */
public final class StateReader {
  private final DataInputStream in;

  public StateReader(DataInputStream in) {
    this.in = in;
  }

  /**
   * Reads what a file begins with.
   *
   * @param what it holds, for the message
   * @throws IOException if it is something else, or of another version
   */
  public void header(int magic, int version, String what) throws IOException {
    int foundMagic = whole();
    int foundVersion = whole();
    if (foundMagic != magic || foundVersion != version) {
      throw new IOException("no " + what + " of version " + version);
    }
  }

  public boolean flag() throws IOException {
    return in.readBoolean();
  }

  public int whole() throws IOException {
    return in.readInt();
  }

  long large() throws IOException {
    return in.readLong();
  }

  double number() throws IOException {
    return Double.longBitsToDouble(in.readLong());
  }

  public byte[] bytes() throws IOException {
    return bytes(in.readInt());
  }

  private byte[] bytes(int n) throws IOException {
    byte[] bytes = in.readNBytes(n);
    if (bytes.length < n) {
      throw new EOFException(n - bytes.length + " bytes are missing");
    }
    return bytes;
  }

  public String text() throws IOException {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  List<String> texts() throws IOException {
    int n = whole();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      all.add(text());
    }
    return all;
  }

  public Mask mask() throws IOException {
    return Mask.of(bytes(), "a checkpoint's mask");
  }

  public float[] floats() throws IOException {
    float[] values = new float[in.readInt()];
    ByteBuffer.wrap(bytes(Math.multiplyExact(4, values.length))).asFloatBuffer().get(values);
    return values;
  }

  ReplicaState state() throws IOException {
    float[] values = floats();
    float[][] moments = new float[whole()][];
    for (int m = 0; m < moments.length; m++) {
      moments[m] = floats();
    }
    return new ReplicaState(values, moments, large());
  }

  Trainer.Score score() throws IOException {
    return new Trainer.Score(number(), large(), large());
  }
}
