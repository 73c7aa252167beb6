package io.espalier.model.dl4j;

import io.espalier.input.InputException;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;

/**
 * What a configuration of a few hundred bytes may make DL4J allocate: a padding of a million costs
 * its author seven characters.
 */
final class Extents {
  /**
   * Numbers that one example's way through a network may fill, and patches that its convolutions
   * may unfold: 1 GiB of each. VGG-16 at 224 x 224, which is large, fills 15 million and unfolds
   * 70.
   */
  private static final long MOST = 1L << 28;

  /** Keras leaves out what a layer does not learn; DL4J has at most as much again. */
  private static final int TIMES_STORED = 2;

  private static final int BESIDES = 4096;

  private Extents() {}

  /**
   * Looks at a network before any of it is computed.
   *
   * @throws InputException if one example would need more than {@value MOST} numbers
   */
  static void check(Path file, Network network) {
    long fills = network.input().size();
    long unfolds = 0;
    for (Operation o : network.operations()) {
      fills += o.output().size();
      unfolds += unfolded(o);
      if (fills > MOST || unfolds > MOST) {
        throw new InputException(
            file.toString(),
            "needs more than " + MOST + " numbers for one example (" + o.name() + ")",
            "a network, and an input of " + network.input() + ", that a machine can hold");
      }
    }
  }

  private static long unfolded(Operation o) {
    if (o instanceof Operation.Convolution c) {
      return patches(c.window(), (long) c.in() / c.groups() * c.output().size() / c.out());
    }
    return o instanceof Operation.Pool p ? patches(p.window(), p.output().size()) : 0;
  }

  private static long patches(Operation.Window w, long places) {
    return Math.multiplyExact((long) w.kernelH() * w.kernelW(), places);
  }

  /**
   * Looks at a Keras file's configuration before DL4J's importer allocates its parameters.
   *
   * @throws InputException if it has far more of them than the file
   */
  static void check(Path file, Hdf5Look look) {
    long stated = keras(look);
    if (stated > TIMES_STORED * look.values() + BESIDES) {
      throw new InputException(
          file.toString(),
          "has a configuration of " + stated + " parameters and " + look.values() + " values",
          "a file with its weights, as Keras' save writes it");
    }
  }

  /** Parameters by the configuration; 0 where the importer will say what is wrong with it. */
  private static long keras(Hdf5Look look) {
    try {
      return parameters(KerasFile.builder(look).buildSequential().getMultiLayerConfiguration());
    } catch (Exception sequential) { // the importer declares several, and throws others
      try {
        return parameters(KerasFile.builder(look).buildModel().getComputationGraphConfiguration());
      } catch (Exception functional) {
        return 0;
      }
    }
  }

  private static long parameters(MultiLayerConfiguration c) {
    long sum = 0;
    for (NeuralNetConfiguration layer : c.getConfs()) {
      sum = Math.addExact(sum, layer.getLayer().initializer().numParams(layer));
    }
    return sum;
  }

  private static long parameters(ComputationGraphConfiguration c) {
    long sum = 0;
    for (GraphVertex v : c.getVertices().values()) {
      sum = Math.addExact(sum, v.numParams(false));
    }
    return sum;
  }
}
