package io.espalier.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.fuzz.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A checkpoint's manifest: whatever is read is what was written, since its digest covers it. */
public final class ManifestTarget implements Target {
  private static final Written STATE =
      new Written("checkpoint/state-0-1.bin", 1234, "ab".repeat(32));
  private static final Written WAVE = new Written("checkpoint/wave-0-0.bin", 99, "cd".repeat(32));
  private static final RunIdentity IDENTITY =
      new RunIdentity(Map.of("plan", "12ef", "baseline", "7"));
  private static final Manifest BETWEEN =
      new Manifest(7, "lease-1", IDENTITY, 3, List.of(), Optional.empty(), List.of(WAVE));
  private static final Manifest WITHIN =
      new Manifest(
          8, "lease-1", IDENTITY, 4, List.of("c-1", "c-2"), Optional.of(STATE), List.of(WAVE));

  @Override
  public List<byte[]> seeds() {
    return List.of(BETWEEN.bytes(), WITHIN.bytes());
  }

  @Override
  public boolean read(byte[] input) {
    assertThat(Manifest.of("manifest.json", input)).isIn(BETWEEN, WITHIN);
    return true;
  }
}
