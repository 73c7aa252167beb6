package io.espalier.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.datasets.describe.ContactSheet;
import io.espalier.datasets.describe.Description;
import io.espalier.input.InputException;
import io.espalier.model.Shape;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DescribeTest {
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start(2);
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static Dataset dataset(Shape shape, String order, Shard... train) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JavaRDD<Shard> shards = sc.parallelize(List.of(train), train.length);
    JavaRDD<Shard> empty =
        sc.parallelize(List.of(new Shard(0, shape, new int[0], new Shard.Floats(new float[0]))), 1);
    return new Dataset(
        shards,
        shards,
        empty,
        new int[0],
        new int[0],
        new int[0],
        shape,
        List.of("a", "b", "c"),
        order,
        Normalization.NONE,
        "",
        7);
  }

  private static Shard floats(int index, int[] labels, float... values) {
    return new Shard(
        index, Shape.of(values.length / labels.length), labels, new Shard.Floats(values));
  }

  @Test
  void countsAndRangesAreThoseByHand() {
    Dataset data =
        dataset(
            Shape.of(2),
            "",
            floats(0, new int[] {0, 2}, 1, -4, 2, 3),
            floats(1, new int[] {2}, 10, 6));
    Description d = Description.of(data);
    assertThat(d.skipped()).isEqualTo(7);
    assertThat(d.splits()).extracting("name").containsExactly("train", "validation", "test");
    Description.SplitDescription train = d.splits().get(0);
    assertThat(train.examples()).isEqualTo(3);
    assertThat(train.perClass()).containsExactly(1L, 0L, 2L);
    assertThat(train.share(2)).isEqualTo(2 / 3.0);
    assertThat(train.min()).isEqualTo(-4);
    assertThat(train.max()).isEqualTo(10);
    assertThat(train.mean()).isEqualTo(3);
    assertThat(d.splits().get(2).examples()).isZero();
    assertThat(d.splits().get(2).mean()).isNaN();
  }

  @Test
  void theSheetHasAColumnAClass() throws IOException {
    Shape pixel = Shape.of(3, 1, 1);
    Dataset data =
        dataset(
            pixel,
            "bgr",
            new Shard(
                0,
                pixel,
                new int[] {2, 0},
                new Shard.Pixels(new byte[] {1, 2, 3, (byte) 200, 100, 50})));
    BufferedImage sheet = ImageIO.read(new ByteArrayInputStream(ContactSheet.png(data)));
    // A pixel becomes 56, with gaps of 2 around.
    assertThat(sheet.getWidth()).isEqualTo(3 * 58 + 2);
    assertThat(sheet.getHeight()).isEqualTo(8 * 58 + 2);
    assertThat(sheet.getRGB(30, 30) & 0xffffff).isEqualTo(0x3264c8);
    assertThat(sheet.getRGB(2 * 58 + 2, 57) & 0xffffff).isEqualTo(0x030201);
    assertThat(sheet.getRGB(58 + 30, 30)).isEqualTo(sheet.getRGB(0, 0));
  }

  @Test
  void whatIsNoImageIsRefused() {
    Dataset data = dataset(Shape.of(2), "", floats(0, new int[] {0}, 1, 2));
    assertThatThrownBy(() -> ContactSheet.png(data))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot show examples of shape 2");
  }
}
