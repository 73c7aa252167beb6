package io.espalier.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private static final Manifest MANIFEST =
      new Manifest(
          7,
          "3f00",
          new RunIdentity(Map.of("config", "ab12")),
          3,
          List.of("c-1", "c-2"),
          Optional.of(new Written("checkpoint/state-3f00-7.bin", 123, "cd34")),
          List.of(new Written("checkpoint/wave-0.bin", 45, "ef56")));

  @Test
  void comesBackAsItWas() {
    assertThat(Manifest.of("m", MANIFEST.bytes())).isEqualTo(MANIFEST);
  }

  /** One after the other, all of them. */
  @Test
  void noBitCanBeAnotherUnnoticed() {
    byte[] bytes = MANIFEST.bytes();
    for (int i = 0; i < 8 * bytes.length; i++) {
      int bit = i;
      byte[] flipped = bytes.clone();
      flipped[i / 8] ^= (byte) (1 << i % 8);
      assertThatThrownBy(() -> Manifest.of("m", flipped))
          .as("bit %d of byte %d, which was '%c'", bit % 8, bit / 8, bytes[bit / 8])
          .isInstanceOf(InputException.class);
    }
  }

  /** But for the line break behind its end, without which it says the same. */
  @Test
  void noneOfItsBytesCanBeMissing() {
    byte[] bytes = MANIFEST.bytes();
    for (int length = 0; length < bytes.length - 1; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Manifest.of("m", cut)).isInstanceOf(InputException.class);
    }
  }
}
