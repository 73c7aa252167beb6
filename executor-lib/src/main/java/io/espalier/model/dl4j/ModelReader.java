package io.espalier.model.dl4j;

import io.espalier.input.InputException;
import io.espalier.model.Model;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Reads a model file of DL4J or Keras: into a network and its values, or into one line that says
 * why not. What a file is, its first bytes decide, not its name.
 */
public final class ModelReader {
  private static final String EXPECTED = "a DL4J zip or a Keras HDF5 file";

  private ModelReader() {}

  /**
   * Reads a model.
   *
   * @param inputShape one example's, channels first; needed where the file does not state it
   * @return with values; whether it classifies, {@link Network#classifies()} tells
   * @throws InputException if it is no such file, or is damaged
   */
  public static Model read(Path file, Optional<Shape> inputShape) {
    try {
      byte[] head = head(file);
      if (head.length >= 4 && head[0] == 'P' && head[1] == 'K') {
        return Dl4jZip.read(file, inputShape);
      }
      if (head.length >= 4 && (head[0] & 0xff) == 0x89 && head[1] == 'H' && head[2] == 'D') {
        return keras(file, inputShape);
      }
      throw refuse(file, "is neither a zip nor HDF5");
    } catch (InputException e) {
      throw e;
    } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
      throw refuse(file, "cannot be read (" + reason(e) + ")");
    }
  }

  static InputException refuse(Path file, String what) {
    return new InputException(file.toString(), what, EXPECTED);
  }

  private static byte[] head(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw refuse(file, "is not there");
    }
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(8);
    }
  }

  private static Model keras(Path file, Optional<Shape> given) throws IOException {
    Hdf5Look look = Hdf5Look.at(file);
    KerasConfig config = KerasConfig.of(file, look);
    Extents.check(file, look);
    if (!config.grouped().isEmpty()) {
      throw new InputException(
          file.toString(),
          "has convolutions in groups (" + String.join(", ", config.grouped()) + ")",
          "convolutions of one group, the only ones that DL4J has");
    }
    Optional<Shape> inputShape = given.or(config::shape);
    try {
      MultiLayerNetwork net = KerasFile.sequential(look);
      for (NeuralNetConfiguration c : net.getLayerWiseConfigurations().getConfs()) {
        restoreDropout(c.getLayer(), config);
      }
      return Imported.of(file, net, inputShape);
    } catch (InputException e) {
      throw e;
    } catch (Exception sequential) { // the importer declares several, and throws others
      try {
        ComputationGraph net = KerasFile.functional(look);
        for (GraphVertex v : net.getConfiguration().getVertices().values()) {
          if (v instanceof LayerVertex l) {
            restoreDropout(l.getLayerConf().getLayer(), config);
          }
        }
        return Imported.of(file, net, inputShape);
      } catch (InputException e) {
        throw e;
      } catch (Exception functional) {
        // A sequential model is refused by the graph's importer for being one: say the first
        // reason.
        Exception real =
            reason(functional).contains("Sequential") || reason(functional).contains("sequential")
                ? sequential
                : functional;
        throw refuse(file, "cannot be imported by DL4J (" + reason(real) + ")");
      }
    }
  }

  private static void restoreDropout(Layer layer, KerasConfig config) {
    Double rate = config.dropoutRates().get(layer.getLayerName());
    if (layer instanceof DropoutLayer && rate != null) {
      layer.setIDropout(new Dropout(1 - rate)); // DL4J's number is the probability to keep
    }
  }

  /** The innermost cause's first line. */
  static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    String line = text.strip().lines().findFirst().orElse(root.getClass().getSimpleName());
    return line.length() > 160 ? line.substring(0, 160) + "…" : line;
  }

  /** A network's values, read back from DL4J by the same way that they will go there. */
  static Model model(Path file, Network network, org.nd4j.linalg.api.ndarray.INDArray params) {
    Extents.check(file, network);
    try (Dl4jNetwork net = new Dl4jNetwork(network, false)) {
      if (net.model().numParams() != params.length()) {
        throw refuse(
            file, "has " + params.length() + " values for a network of " + net.model().numParams());
      }
      net.model().setParams(params.castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT));
      fits(file, network, net);
      return new Model(network, net.values(), true);
    }
  }

  /** The size of the input may have come from elsewhere: one example goes through. */
  private static void fits(Path file, Network network, Dl4jNetwork net) {
    for (Operation o : network.operations()) {
      if (o instanceof Operation.Convolution c
          && c.inputs().equals(List.of(Network.INPUT))
          && c.in() != network.input().dim(0)) {
        throw misfit(file, network, c.name() + " takes " + c.in() + " channels");
      }
    }
    try {
      net.outputs(Dl4jNetwork.blank(network));
    } catch (RuntimeException e) { // what each of DL4J's layers throws is its own
      throw misfit(file, network, reason(e));
    }
  }

  private static InputException misfit(Path file, Network network, String why) {
    return new InputException(
        file.toString(),
        "does not take examples of " + network.input() + " (" + why + ")",
        "the shape that it was made for, channels first: in --shape, or in the data");
  }
}
