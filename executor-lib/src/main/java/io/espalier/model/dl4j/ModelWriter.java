package io.espalier.model.dl4j;

import io.espalier.model.Network;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.deeplearning4j.util.ModelSerializer;

/** Writes models as DL4J's own zip, which plain DL4J loads. */
public final class ModelWriter {
  private ModelWriter() {}

  /**
   * Writes a model; the stream stays open.
   *
   * @param values as {@link Network#slots()} lays them out
   */
  public static void writeDl4j(Network network, float[] values, OutputStream to) {
    try (Dl4jNetwork net = new Dl4jNetwork(network, true)) {
      net.setValues(values);
      ModelSerializer.writeModel(net.model(), to, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
