package io.espalier.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  private static final int RECORD = 3073;
  private static SparkSession spark;

  @TempDir Path folder;
  private Path inner;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start(2);
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @BeforeEach
  void write() throws IOException {
    inner = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
    for (int b = 1; b <= 5; b++) {
      Files.write(inner.resolve("data_batch_" + b + ".bin"), batch(20));
    }
    Files.write(inner.resolve("test_batch.bin"), batch(10));
  }

  /** Labels 0 to 9 in turn; planes of 1, 2 and 3. */
  private static byte[] batch(int n) {
    byte[] bytes = new byte[n * RECORD];
    for (int i = 0; i < n; i++) {
      bytes[i * RECORD] = (byte) (i % 10);
      for (int p = 0; p < 3072; p++) {
        bytes[i * RECORD + 1 + p] = (byte) (1 + p / 1024);
      }
    }
    return bytes;
  }

  private DataSpec spec() {
    return Specs.of(new DataSpec.Cifar10(), folder.toString(), "z-score-channel");
  }

  @Test
  void readsPlanesLabelsAndNames() throws IOException {
    try (Dataset data = Datasets.load(spark, spec(), 5)) {
      assertThat(data.shape()).isEqualTo(Shape.of(3, 32, 32));
      assertThat(data.channelOrder()).isEqualTo("rgb");
      assertThat(data.classes()).hasSize(10).startsWith("airplane").endsWith("truck");
      assertThat(Arrays.stream(data.trainSizes()).sum()).isEqualTo(90);
      assertThat(Arrays.stream(data.testSizes()).sum()).isEqualTo(10);
      Shard shard = data.train().first();
      assertThat(shard.features().at(0)).isEqualTo(1);
      assertThat(shard.features().at(1024)).isEqualTo(2);
      assertThat(shard.features().at(3071)).isEqualTo(3);
      assertThat(data.normalization().shift()).containsExactly(1, 2, 3);
      assertThat(data.normalization().factor()).containsExactly(1, 1, 1);
    }
    Files.writeString(
        inner.resolve("batches.meta.txt"),
        "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n",
        StandardCharsets.UTF_8);
    try (Dataset data = Datasets.load(spark, spec(), 5)) {
      assertThat(data.classes()).startsWith("a", "b").endsWith("j").hasSize(10);
    }
  }

  @Test
  void peeksWithoutSpark() {
    assertThat(Datasets.peek(spec(), new Configuration()))
        .contains(new DataShape(Shape.of(3, 32, 32), 10, 100));
  }

  @Test
  void refusesOrSkipsATruncatedFile() throws IOException {
    Files.write(inner.resolve("data_batch_3.bin"), Arrays.copyOf(batch(20), 7 * RECORD + 5));
    assertThat(Datasets.check(spec(), new Configuration()))
        .singleElement()
        .extracting(p -> p.line())
        .asString()
        .contains("data_batch_3.bin is truncated within record 7");
    try (Dataset data = Datasets.load(spark, Specs.skipping(spec()), 5)) {
      assertThat(data.skipped()).isEqualTo(1);
    }
  }

  @Test
  void refusesOrSkipsALabelOutOfRange() throws IOException {
    byte[] batch = batch(20);
    batch[17 * RECORD] = 10;
    Files.write(inner.resolve("data_batch_2.bin"), batch);
    assertThatThrownBy(() -> Datasets.load(spark, spec(), 5))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has 1 bad record: data_batch_2.bin record 17 with label 10");
    try (Dataset data = Datasets.load(spark, Specs.skipping(spec()), 5)) {
      assertThat(data.skipped()).isEqualTo(1);
      assertThat(
              Arrays.stream(data.trainSizes()).sum() + Arrays.stream(data.validationSizes()).sum())
          .isEqualTo(99);
    }
  }
}
