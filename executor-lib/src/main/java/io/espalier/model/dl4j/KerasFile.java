package io.espalier.model.dl4j;

import java.io.IOException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.KerasModel;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.utils.KerasModelBuilder;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * DL4J's import of a Keras file that was looked at; does what {@code KerasModelImport} does with a
 * path, but reads through {@link JavaArchive}.
 */
final class KerasFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private KerasFile() {}

  /** A sequential model with its weights. */
  static MultiLayerNetwork sequential(Hdf5Look look) throws Exception {
    return Hdf5.read(() -> withWeights(look).buildSequential().getMultiLayerNetwork());
  }

  /** A functional model with its weights. */
  static ComputationGraph functional(Hdf5Look look) throws Exception {
    return Hdf5.read(() -> withWeights(look).buildModel().getComputationGraph());
  }

  private static KerasModelBuilder withWeights(Hdf5Look look) throws Exception {
    KerasModelBuilder builder = builder(look);
    JavaArchive archive = JavaArchive.of(look.hdf());
    builder.setWeightsArchive(archive);
    builder.setTrainingArchive(archive);
    builder.setWeightsRoot(builder.getConfig().getTrainingWeightsRoot());
    return builder;
  }

  /** The configuration alone: nothing of the size it states is allocated. */
  static KerasModelBuilder builder(Hdf5Look look)
      throws IOException, UnsupportedKerasConfigurationException {
    KerasModelBuilder builder = new KerasModel().modelBuilder().enforceTrainingConfig(false);
    if (look.config().isEmpty()) {
      throw new UnsupportedKerasConfigurationException("it holds no model_config");
    }
    if (!(JSON.readTree(look.config()) instanceof ObjectNode config)) {
      throw new UnsupportedKerasConfigurationException("its model_config is no mapping");
    }
    String version = look.text("keras_version");
    if (!version.isEmpty()) {
      config.put(builder.getConfig().getFieldKerasVersion(), version);
    }
    if (version.startsWith("2")) {
      config.put(builder.getConfig().getFieldBackend(), look.text("backend"));
    }
    builder.modelJson(config.toString());
    String training = look.text("training_config");
    return training.isEmpty() ? builder : builder.trainingJson(training);
  }
}
