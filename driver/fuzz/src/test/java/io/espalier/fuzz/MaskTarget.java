package io.espalier.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.mask.Mask;
import java.util.List;

/** {@code mask.bin}: whatever is read is what was written, since its checksum covers every byte. */
final class MaskTarget implements Target {
  private static final Mask SMALL = Mask.full(3).without(1);
  private static final Mask LARGE = Mask.full(200).without(0, 64, 199);

  @Override
  public List<byte[]> seeds() {
    return List.of(SMALL.bytes(), LARGE.bytes());
  }

  @Override
  public boolean read(byte[] input) {
    assertThat(Mask.of(input)).isIn(SMALL, LARGE);
    return true;
  }
}
