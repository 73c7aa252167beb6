package io.espalier.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.datasets.DataSpec;
import io.espalier.fuzz.Scratch;
import io.espalier.fuzz.Target;
import io.espalier.input.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;

/**
 * A pair of IDX files in one input: where the images end, the labels begin. Read as the source does
 * before any job, then through to the last record.
 */
public final class IdxTarget implements Target {
  private static final int RECORDS = 3;
  private static final int SIDE = 4;
  private static final int IMAGES = 16 + RECORDS * SIDE * SIDE;
  private static final int GZIP_MAGIC = 0x1f;

  private final Path plain = Scratch.folder("idx");
  private final Path packed = Scratch.folder("idx-gz");
  private final Configuration hadoop = new Configuration();

  @Override
  public List<byte[]> seeds() throws IOException {
    ByteBuffer images = ByteBuffer.allocate(IMAGES);
    images.putInt(0x803).putInt(RECORDS).putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + RECORDS);
    labels.putInt(0x801).putInt(RECORDS).put(new byte[] {0, 2, 1});
    return List.of(
        joined(images.array(), labels.array()), joined(gzip(images.array()), labels.array()));
  }

  private static byte[] joined(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  @Override
  public boolean read(byte[] input) throws IOException {
    boolean gzip = input.length > 0 && input[0] == GZIP_MAGIC;
    Path folder = gzip ? packed : plain;
    int cut = Math.max(0, input.length - 8 - RECORDS);
    Files.write(
        folder.resolve("train-images-idx3-ubyte" + (gzip ? ".gz" : "")),
        java.util.Arrays.copyOf(input, cut));
    Files.write(
        folder.resolve("train-labels-idx1-ubyte"),
        java.util.Arrays.copyOfRange(input, cut, input.length));
    DataSpec spec = Specs.of(new DataSpec.Idx(), folder.toString());
    var problems = new IdxSource().check(spec, hadoop);
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
    IdxPair pair = IdxPair.of(Folder.of(folder.toString(), hadoop), "train", hadoop);
    int records = pair.images().records();
    assertThat(pair.readLabels(hadoop)).hasSize(records);
    try (InputStream in = pair.images().open(hadoop, 0)) {
      long bytes = (long) records * pair.images().recordBytes();
      assertThat(in.skip(bytes - 1)).isEqualTo(bytes - 1);
      assertThat(in.read()).isNotNegative();
    }
    return true;
  }
}
