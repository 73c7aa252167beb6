package io.espalier.model.dl4j;

import io.espalier.input.InputException;
import io.espalier.model.Model;
import io.espalier.model.Shape;
import java.nio.file.Path;
import java.util.Optional;

/** Reads model files. */
public final class ModelReader {
  private ModelReader() {}

  public static Model read(Path file, Optional<Shape> inputShape) {
    throw new InputException(file.toString(), "is not read", "a zoo model");
  }
}
