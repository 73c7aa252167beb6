package io.espalier.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.datasets.source.Loaded;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start(2);
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private Path at(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  private void color(String name, int width, int... rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, rgb.length / width, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < rgb.length; i++) {
      image.setRGB(i % width, i / width, rgb[i]);
    }
    ImageIO.write(image, "png", at(name).toFile());
  }

  private void gray(String name, int width, int... values) throws IOException {
    BufferedImage image =
        new BufferedImage(width, values.length / width, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < values.length; i++) {
      image.getRaster().setSample(i % width, i / width, 0, values[i]);
    }
    ImageIO.write(image, "png", at(name).toFile());
  }

  private DataSpec spec(int height, int width, String channels) {
    return TableSpecs.of(new DataSpec.Images(height, width, channels), folder);
  }

  @Test
  void planesComeInTheOrderAskedFor() throws IOException {
    color("b/1.png", 2, 0x102030, 0x405060);
    color("a/2.png", 2, 0x010203, 0x040506);
    Loaded rgb = TableSpecs.train(spark, spec(1, 2, "rgb"));
    assertThat(rgb.classes()).containsExactly("a", "b");
    assertThat(rgb.shape()).isEqualTo(Shape.of(3, 1, 2));
    assertThat(rgb.channelOrder()).isEqualTo("rgb");
    assertThat(TableSpecs.identities(rgb))
        .containsExactly(
            "Identity[group=0, member=0] 0: [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]",
            "Identity[group=1, member=0] 1: [16.0, 64.0, 32.0, 80.0, 48.0, 96.0]");
    assertThat(TableSpecs.content(TableSpecs.train(spark, spec(1, 2, "bgr"))).get(0))
        .isEqualTo("0: [3.0, 6.0, 2.0, 5.0, 1.0, 4.0]");
    // 0.299·16 + 0.587·32 + 0.114·48 = 29.04 and 0.299·64 + 0.587·80 + 0.114·96 = 77.04
    assertThat(TableSpecs.content(TableSpecs.train(spark, spec(1, 2, "gray"))).get(1))
        .isEqualTo("1: [29.0, 77.0]");
  }

  @Test
  void sizesAreBilinearWithHalfPixelCentres() throws IOException {
    gray("a/1.png", 2, 0, 100, 200, 40);
    // Halved: the middle of four pixels, (0 + 100 + 200 + 40) / 4.
    assertThat(TableSpecs.content(TableSpecs.train(spark, spec(1, 1, "gray"))))
        .containsExactly("0: [85.0]");
    // Doubled in width: at -0.25 (held to 0), 0.25, 0.75 and 1.25 (held to 1).
    assertThat(TableSpecs.content(TableSpecs.train(spark, spec(2, 4, "gray"))))
        .containsExactly("0: [0.0, 25.0, 75.0, 100.0, 200.0, 160.0, 80.0, 40.0]");
  }

  @Test
  void graySamplesAreNotBrightened() throws IOException {
    gray("a/1.png", 2, 128, 64);
    assertThat(TableSpecs.content(TableSpecs.train(spark, spec(1, 2, "rgb"))))
        .containsExactly("0: [128.0, 64.0, 128.0, 64.0, 128.0, 64.0]");
  }

  @Test
  void jpegIsRead() throws IOException {
    int[] white = new int[64];
    Arrays.fill(white, 0xffffff);
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 8, 8, white, 0, 8);
    ImageIO.write(image, "jpg", at("a/1.JPG").toFile());
    assertThat(TableSpecs.content(TableSpecs.train(spark, spec(1, 1, "rgb"))))
        .containsExactly("0: [255.0, 255.0, 255.0]");
  }

  @Test
  void badImagesAreRefusedByName() throws IOException {
    gray("a/1.png", 2, 1, 2);
    gray("a/5.png", 2, 3, 4);
    Files.writeString(at("a/2.png"), "no image");
    torn("a/3.png", "png");
    torn("a/4.jpg", "jpg");
    Files.write(at("b/4.png"), headerOnly(20_000, 20_000));
    Files.writeString(at("b/.hidden"), "passed over");
    assertThatThrownBy(() -> TableSpecs.train(spark, spec(1, 2, "gray")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has 4 bad records, the first: a/2.png is no PNG or JPEG image")
        .hasMessageContaining("; a/3.png ")
        .hasMessageContaining("; a/4.jpg ")
        .hasMessageContaining("; b/4.png has 20000x20000 pixels, too many");
    Loaded loaded = TableSpecs.train(spark, Specs.skipping(spec(1, 2, "gray")));
    assertThat(loaded.skipped()).isEqualTo(4);
    assertThat(TableSpecs.identities(loaded))
        .containsExactly(
            "Identity[group=0, member=0] 0: [1.0, 2.0]",
            "Identity[group=4, member=0] 0: [3.0, 4.0]");
  }

  /** The first half of a file of noise. */
  private void torn(String name, String format) throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, random.nextInt());
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    ImageIO.write(image, format, whole);
    Files.write(at(name), Arrays.copyOf(whole.toByteArray(), whole.size() / 2));
  }

  /** A PNG that says how large it is, and no more. */
  private static byte[] headerOnly(int width, int height) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(chunk);
    out.write("IHDR".getBytes(StandardCharsets.US_ASCII));
    out.writeInt(width);
    out.writeInt(height);
    out.write(new byte[] {8, 0, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.toByteArray());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream png = new DataOutputStream(file);
    png.writeLong(0x89504E470D0A1A0AL);
    png.writeInt(13);
    png.write(chunk.toByteArray());
    png.writeInt((int) crc.getValue());
    return file.toByteArray();
  }

  @Test
  void foldersAreCheckedBeforeSpark() throws IOException {
    gray("train/cat/1.png", 1, 1);
    gray("train/dog/1.png", 1, 1);
    gray("test/dogs/1.png", 1, 1);
    DataSpec spec =
        TableSpecs.withTest(
            TableSpecs.of(new DataSpec.Images(0, 2, "cmyk"), folder.resolve("train")),
            folder.resolve("test"));
    assertThat(Datasets.check(spec, new Configuration()).stream().map(Problem::line))
        .hasSize(3)
        .anyMatch(l -> l.equals("data.channels is cmyk, expected rgb, bgr, gray"))
        .anyMatch(l -> l.startsWith("data.height, data.width are 0 and 2"))
        .anyMatch(
            l -> l.endsWith("test/dogs is no class of the training split, expected dog or cat"));
    DataSpec fine = TableSpecs.of(new DataSpec.Images(4, 2, "rgb"), folder.resolve("train"));
    assertThat(Datasets.peek(fine, new Configuration()))
        .contains(new DataShape(Shape.of(3, 4, 2), 2, 2));
  }
}
