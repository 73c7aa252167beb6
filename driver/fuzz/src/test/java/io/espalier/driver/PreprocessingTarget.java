package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.fuzz.Target;
import io.espalier.input.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** {@code espalier.json} within a model file. */
public final class PreprocessingTarget implements Target {
  private static final String JSON =
      """
      {"schema": "espalier/preprocessing/1",
       "normalization": {"kind": "z-score", "shift": [0.5, 1.25], "factor": [2.0, 1.0]},
       "classes": ["cat", "dog"], "channelOrder": "rgb", "shape": [2, 4, 4]}
      """;

  @Override
  public List<byte[]> seeds() {
    return List.of(JSON.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean read(byte[] input) {
    try {
      Preprocessing p = ModelFile.preprocessing(input);
      assertThat(Arrays.stream(p.normalization().shift())).allMatch(Double::isFinite);
      assertThat(p.shape().dims()).allMatch(d -> d > 0);
      assertThat(p.classes()).doesNotContainNull();
      return true;
    } catch (IOException | IllegalArgumentException e) { // both become one refusal in ModelFile
      throw new InputException("model.zip", String.valueOf(e.getMessage()), "espalier.json");
    }
  }
}
