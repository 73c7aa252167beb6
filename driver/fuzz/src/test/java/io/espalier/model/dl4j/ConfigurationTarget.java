package io.espalier.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.fuzz.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The look at a configuration: no class but DL4J's own gets past it. */
public final class ConfigurationTarget implements Target {
  @Override
  public List<byte[]> seeds() {
    return List.of(
        Models.chain().getLayerWiseConfigurations().toJson().getBytes(StandardCharsets.UTF_8),
        "{\"confs\":[{\"@class\":\"org.nd4j.linalg.learning.config.Adam\",\"type\":\"MAX\"}]}"
            .getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean read(byte[] input) {
    String json = new String(input, StandardCharsets.UTF_8);
    ConfigurationLook.at("model.zip", json);
    assertThat(json).doesNotContain("\"@class\":\"java");
    return true;
  }
}
