package io.espalier.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files for readers that take paths; one folder a target, removed with {@code target}. */
public final class Scratch {
  private Scratch() {}

  /** A new folder. */
  public static Path folder(String name) {
    try {
      Path base = Files.createDirectories(Path.of("target", "fuzz"));
      return Files.createTempDirectory(base, name).toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
