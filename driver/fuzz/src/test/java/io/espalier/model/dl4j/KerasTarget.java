package io.espalier.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.fuzz.Scratch;
import io.espalier.fuzz.Target;
import io.espalier.model.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.hdf5.Attribute;
import org.bytedeco.hdf5.DataSet;
import org.bytedeco.hdf5.DataSpace;
import org.bytedeco.hdf5.Group;
import org.bytedeco.hdf5.H5File;
import org.bytedeco.hdf5.PredType;
import org.bytedeco.hdf5.StrType;
import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/** A Keras file of one dense layer, laid out as h5py does. */
public final class KerasTarget implements Target {
  private static final String CONFIG =
      """
      {"class_name": "Sequential", "config": [{"class_name": "Dense", "config": {"name": "dense_1",
      "trainable": true, "batch_input_shape": [null, 3], "dtype": "float32", "units": 2,
      "activation": "softmax", "use_bias": true, "kernel_initializer": {"class_name": "Zeros",
      "config": {}}, "bias_initializer": {"class_name": "Zeros", "config": {}},
      "kernel_regularizer": null, "bias_regularizer": null, "activity_regularizer": null,
      "kernel_constraint": null, "bias_constraint": null}}]}
      """;

  private final Path folder = Scratch.folder("keras");

  @Override
  public List<byte[]> seeds() throws Exception {
    Path file = folder.resolve("seed.h5");
    Hdf5.read(
        () -> {
          write(file);
          return null;
        });
    return List.of(Files.readAllBytes(file));
  }

  private static void write(Path path) {
    H5File file = new H5File(path.toString(), hdf5.H5F_ACC_TRUNC());
    text(file, "keras_version", "2.2.4");
    text(file, "backend", "tensorflow");
    text(file, "model_config", CONFIG);
    Group weights = file.createGroup("model_weights");
    text(weights, "keras_version", "2.2.4");
    text(weights, "backend", "tensorflow");
    text(weights, "layer_names", "dense_1");
    Group layer = weights.createGroup("dense_1");
    text(layer, "weight_names", "dense_1/kernel:0");
    Group own = layer.createGroup("dense_1");
    data(own, "kernel:0", new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    data(own, "bias:0", new float[] {7, 8}, 2);
    file.close();
  }

  private static void text(Group at, String name, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    StrType type = new StrType(PredType.C_S1(), bytes.length);
    Attribute attribute = at.createAttribute(name, type, new DataSpace(hdf5.H5S_SCALAR));
    attribute.write(type, new BytePointer(bytes));
  }

  private static void data(Group at, String name, float[] values, long... dims) {
    DataSet set = at.createDataSet(name, PredType.IEEE_F32LE(), new DataSpace(dims.length, dims));
    set.write(new FloatPointer(values), PredType.NATIVE_FLOAT());
  }

  @Override
  public boolean read(byte[] input) throws IOException {
    Path file = Files.write(folder.resolve("model.h5"), input);
    Model model = ModelReader.read(file, Optional.empty());
    assertThat(model.values()).hasSizeLessThanOrEqualTo(input.length / 4);
    assertThat(model.network().size()).isEqualTo(model.values().length);
    return true;
  }
}
