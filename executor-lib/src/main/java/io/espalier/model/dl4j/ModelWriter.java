package io.espalier.model.dl4j;

import io.espalier.model.Network;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.deeplearning4j.util.ModelSerializer;

/** Writes DL4J zips. */
public final class ModelWriter {
  private ModelWriter() {}

  public static void writeDl4j(Network network, float[] values, OutputStream to) {
    Dl4jNetwork net = new Dl4jNetwork(network);
    net.setValues(values);
    try {
      ModelSerializer.writeModel(net.net(), to, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
