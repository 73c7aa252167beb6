package io.espalier.model.dl4j;

import io.espalier.model.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.modelimport.keras.Hdf5Archive;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;

/** What a Keras file says of its input; DL4J's importer reads it and does not hand it on. */
final class KerasInput {
  private static final Pattern SHAPE =
      Pattern.compile("\"batch_input_shape\": *\\[null((?:, *[0-9]+)+)\\]");
  private static final Pattern CHANNELS_LAST =
      Pattern.compile("\"(?:data_format\": *\"channels_last|dim_ordering\": *\"tf)\"");

  private KerasInput() {}

  /** One example's shape, channels first; empty where the file does not state it. */
  static Optional<Shape> shape(String path) {
    try {
      String config = Hdf5.read(() -> config(path));
      Matcher m = SHAPE.matcher(config);
      if (!m.find()) {
        return Optional.empty();
      }
      int[] dims =
          Arrays.stream(m.group(1).substring(1).split(","))
              .mapToInt(d -> Integer.parseInt(d.strip()))
              .toArray();
      boolean last = dims.length == 3 && CHANNELS_LAST.matcher(config).find();
      return Optional.of(last ? Shape.of(dims[2], dims[0], dims[1]) : Shape.of(dims));
    } catch (Exception e) { // a Callable's; the importer will say what is wrong with the file
      return Optional.empty();
    }
  }

  private static String config(String path) throws UnsupportedKerasConfigurationException {
    try (Hdf5Archive archive = new Hdf5Archive(path)) {
      return archive.readAttributeAsJson("model_config");
    }
  }
}
