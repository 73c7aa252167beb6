package io.espalier.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.fuzz.Scratch;
import io.espalier.fuzz.Target;
import io.espalier.model.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;

/**
 * DL4J's zip. Most changes to one stop at a checksum: so other inputs are its two entries one after
 * the other, which are changed and then packed, checksums and all.
 */
public final class Dl4jZipTarget implements Target {
  private static final Optional<Shape> SHAPE = Optional.of(Shape.of(4));
  private static final byte UNPACKED = 'U';

  private final Path file = Scratch.folder("zip").resolve("model.zip");
  private final List<byte[]> seeds = new ArrayList<>();
  private final List<float[]> values = new ArrayList<>();

  @Override
  public List<byte[]> seeds() throws IOException {
    if (seeds.isEmpty()) {
      for (Model m : List.of(Models.chain(), Models.graph())) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ModelSerializer.writeModel(m, out, false);
        seeds.add(out.toByteArray());
        Files.write(file, out.toByteArray());
        values.add(ModelReader.read(file, SHAPE).values());
        seeds.add(unpacked(file));
      }
    }
    return seeds;
  }

  private static byte[] unpacked(Path zip) throws IOException {
    try (ZipFile z = new ZipFile(zip.toFile())) {
      byte[] json = z.getInputStream(z.getEntry("configuration.json")).readAllBytes();
      byte[] array = z.getInputStream(z.getEntry("coefficients.bin")).readAllBytes();
      return ByteBuffer.allocate(5 + json.length + array.length)
          .put(UNPACKED)
          .putInt(json.length)
          .put(json)
          .put(array)
          .array();
    }
  }

  private static byte[] packed(byte[] input) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.wrap(input, 1, input.length - 1);
    int json = in.remaining() < 4 ? 0 : Math.floorMod(in.getInt(), in.remaining() + 1);
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("configuration.json"));
      zip.write(input, in.position(), json);
      zip.putNextEntry(new ZipEntry("coefficients.bin"));
      zip.write(input, in.position() + json, in.remaining() - json);
    }
    return out.toByteArray();
  }

  @Override
  public boolean read(byte[] input) throws IOException {
    boolean plain = input.length > 0 && input[0] == UNPACKED;
    Files.write(file, plain ? packed(input) : input);
    var model = ModelReader.read(file, SHAPE);
    assertThat(model.values()).hasSize(model.network().size());
    if (!plain) { // its checksums cover the values
      assertThat(values).anySatisfy(v -> assertThat(model.values()).containsExactly(v));
    }
    return true;
  }
}
