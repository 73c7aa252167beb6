package io.espalier.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.fuzz.Target;
import io.espalier.input.InputException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@code coefficients.bin} as ND4J writes it, of today and of 0.5. */
public final class CoefficientsTarget implements Target {
  @Override
  public List<byte[]> seeds() throws IOException {
    INDArray row = Nd4j.createFromArray(new float[][] {{1, -2, 0.5f, 3, 4, 5, 6}});
    return List.of(
        written(row),
        written(row.castTo(DataType.DOUBLE)),
        written(row.castTo(DataType.HALF)),
        old());
  }

  private static byte[] written(INDArray array) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Nd4j.write(array, new DataOutputStream(out));
    return out.toByteArray();
  }

  private static byte[] old() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF("JAVACPP");
    out.writeInt(8);
    out.writeUTF("INT");
    for (int i : new int[] {2, 1, 3, 1, 1, 0, 1, 99}) {
      out.writeInt(i);
    }
    out.writeUTF("JAVACPP");
    out.writeInt(3);
    out.writeUTF("FLOAT");
    for (float f : new float[] {1, 2, 3}) {
      out.writeFloat(f);
    }
    return bytes.toByteArray();
  }

  @Override
  public boolean read(byte[] input) {
    try {
      assertThat(Coefficients.read(input).length).isBetween(1, input.length / 2);
      return true;
    } catch (IOException e) { // what ModelReader puts into its refusal
      throw new InputException("model.zip", String.valueOf(e.getMessage()), "a DL4J zip");
    }
  }
}
