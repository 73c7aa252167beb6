package io.espalier.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.fuzz.Scratch;
import io.espalier.fuzz.Target;
import io.espalier.model.Model;
import io.espalier.model.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.util.ModelSerializer;

/**
 * DL4J's zip, packed and plain: in a packed one most changes stop at the checksum, so that every
 * second input is packed again, checksum and all, before it is read.
 */
public final class Dl4jZipTarget implements Target {
  private final Path folder = Scratch.folder("zip");
  private final List<byte[]> seeds = new ArrayList<>();
  private final List<float[]> values = new ArrayList<>();

  @Override
  public List<byte[]> seeds() throws IOException {
    if (seeds.isEmpty()) {
      for (org.deeplearning4j.nn.api.Model m : List.of(Models.chain(), Models.graph())) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ModelSerializer.writeModel(m, out, false);
        seeds.add(out.toByteArray());
        values.add(model(out.toByteArray()).values());
      }
    }
    return seeds;
  }

  @Override
  public boolean read(byte[] input) throws IOException {
    Model model = model(input);
    for (float[] v : values) {
      if (v.length == model.values().length) {
        assertThat(model.values()).containsExactly(v); // its checksum covers the values
        return true;
      }
    }
    throw new AssertionError("a model of " + model.values().length + " values");
  }

  private Model model(byte[] input) throws IOException {
    Path file = Files.write(folder.resolve("model.zip"), input);
    return ModelReader.read(file, Optional.of(Shape.of(4)));
  }
}
