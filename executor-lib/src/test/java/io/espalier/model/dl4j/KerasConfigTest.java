package io.espalier.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Window;
import io.espalier.model.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.hdf5.Attribute;
import org.bytedeco.hdf5.DataSpace;
import org.bytedeco.hdf5.H5File;
import org.bytedeco.hdf5.PredType;
import org.bytedeco.hdf5.StrType;
import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasConfigTest {
  private static final String GROUPED =
      """
      {"class_name": "Sequential", "config": {"name": "net", "layers": [
        {"class_name": "Conv2D", "config": {"name": "plain", "groups": 1,
         "batch_input_shape": [null, 8, 9, 4], "data_format": "channels_last"}},
        {"class_name": "Conv2D", "config": {"name": "halves", "groups": 2}},
        {"class_name": "Conv2D", "config": {"name": "quarters", "groups": 4}}]}}
      """;

  @TempDir Path dir;

  @Test
  void tellsTheInputsShapeChannelsFirst() throws Exception {
    assertThat(KerasConfig.of(GROUPED).shape()).contains(Shape.of(4, 8, 9));
    assertThat(KerasConfig.of("{\"batch_input_shape\": [null, 784]}").shape())
        .contains(Shape.of(784));
    assertThat(KerasConfig.of("{\"batch_input_shape\": [null, null, 3]}").shape()).isEmpty();
    assertThat(KerasConfig.of("{}").shape()).isEmpty();
  }

  @Test
  void tellsDropoutRates() throws Exception {
    assertThat(
            KerasConfig.of(
                    """
                    {"config": [
                      {"class_name": "Dropout", "config": {"name": "a", "rate": 0.2}},
                      {"class_name": "Dense", "config": {"name": "b", "rate": 0.3}},
                      {"class_name": "Dropout", "config": {"name": "c", "rate": 0.5}}]}
                    """)
                .dropoutRates())
        .isEqualTo(Map.of("a", 0.2, "c", 0.5));
  }

  @Test
  void convolutionsInGroupsAreRefusedInOneLine() throws Exception {
    Path file = dir.resolve("grouped.h5");
    Hdf5.read(
        () -> {
          H5File f = new H5File(file.toString(), hdf5.H5F_ACC_TRUNC());
          byte[] text = GROUPED.getBytes(StandardCharsets.UTF_8);
          StrType type = new StrType(PredType.C_S1(), text.length);
          Attribute a = f.createAttribute("model_config", type, new DataSpace(hdf5.H5S_SCALAR));
          a.write(type, new BytePointer(text));
          return f;
        });

    assertThatThrownBy(() -> ModelReader.read(file, Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + " has convolutions in groups (halves, quarters), expected convolutions of one"
                + " group, the only ones that DL4J has");
  }

  @Test
  void aNetworkWithGroupsIsRefusedWhereItWouldBeComputed() {
    Operation grouped =
        new Operation.Convolution(
            "halves",
            List.of(Network.INPUT),
            4,
            6,
            Window.square(1, 1, 0),
            2,
            true,
            Shape.of(6, 3, 3));
    Network network =
        new Network(
            "grouped",
            Shape.of(4, 3, 3),
            Network.Layout.CHANNELS_FIRST,
            List.of(grouped),
            Optional.empty());

    assertThatThrownBy(() -> new Dl4jNetwork(network, false))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "layer halves is a convolution of 2 groups, expected one group, the only kind that DL4J"
                + " has");
  }
}
