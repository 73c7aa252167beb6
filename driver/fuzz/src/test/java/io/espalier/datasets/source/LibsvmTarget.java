package io.espalier.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.fuzz.Target;
import io.espalier.input.InputException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** LIBSVM's rows, a line at a time. */
public final class LibsvmTarget implements Target {
  private static final int FEATURES = 5;

  @Override
  public List<byte[]> seeds() {
    return List.of(
        "1 1:0.5 3:2 5:-1e-3".getBytes(StandardCharsets.UTF_8),
        "+1 2:1\n-1 4:0\n# none\n0 1:3".getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean read(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    for (String line : text.split("\n", -1)) {
      LibsvmSource.read(line, FEATURES)
          .ifPresent(
              read -> {
                if (!read.isGood()) {
                  throw new InputException("data.train", read.fault(), "label index:value");
                }
                assertThat(read.features()).hasSize(FEATURES);
                for (float f : read.features()) {
                  assertThat(f).isFinite();
                }
              });
    }
    return true;
  }
}
