package io.espalier.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  private static final Configuration HADOOP = new Configuration();
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

  private DataSpec spec() {
    return Specs.of(new DataSpec.Idx(), folder.toUri().toString(), "scale");
  }

  /** All values of a split's examples: each is known by its first pixel. */
  private static List<Integer> firstPixels(List<Shard> shards) {
    List<Integer> all = new ArrayList<>();
    for (Shard s : shards) {
      for (int i = 0; i < s.size(); i++) {
        int pixel = (int) s.features().at(i * 6);
        assertThat(s.labels()[i]).isEqualTo(pixel % 4);
        assertThat(s.features().at(i * 6 + 5)).isEqualTo(pixel);
        all.add(pixel);
      }
    }
    all.sort(null);
    return all;
  }

  @Test
  void readsEveryRecordOnceWithItsLabel() {
    IdxFiles.plain(folder, 200, 40);
    try (Dataset data = Datasets.load(spark, spec(), 5)) {
      assertThat(data.shape()).isEqualTo(Shape.of(1, 2, 3));
      assertThat(data.classes()).containsExactly("0", "1", "2", "3");
      assertThat(data.channelOrder()).isEqualTo("gray");
      assertThat(Arrays.stream(data.validationSizes()).sum()).isEqualTo(20);
      List<Shard> train = new ArrayList<>(data.train().collect());
      assertThat(train).extracting(Shard::index).containsExactly(0, 1, 2, 3);
      assertThat(train).allMatch(s -> s.features() instanceof Shard.Pixels);
      train.addAll(data.validation().collect());
      assertThat(firstPixels(train)).hasSize(200).doesNotHaveDuplicates().contains(0, 199);
      assertThat(firstPixels(data.test().collect())).hasSize(40).doesNotHaveDuplicates();
    }
  }

  @Test
  void gzippedAndDottedNamesGiveTheSameData() {
    IdxFiles.plain(folder, 100, 20);
    String plain;
    try (Dataset data = Datasets.load(spark, spec(), 5)) {
      plain = data.fingerprint();
    }
    for (String name : List.of("train-images-idx3", "train-labels-idx1", "t10k-images-idx3")) {
      byte[] content = read(name + "-ubyte");
      delete(name + "-ubyte");
      IdxFiles.write(folder, name.replace("-idx", ".idx") + "-ubyte.gz", IdxFiles.gzip(content));
    }
    try (Dataset data = Datasets.load(spark, spec(), 5)) {
      assertThat(data.fingerprint()).isEqualTo(plain);
    }
  }

  @Test
  void peeksWithoutSpark() {
    IdxFiles.plain(folder, 100, 20);
    assertThat(Datasets.peek(spec(), HADOOP)).contains(new DataShape(Shape.of(1, 2, 3), 4, 100));
    delete("train-labels-idx1-ubyte");
    assertThat(Datasets.peek(spec(), HADOOP)).isEmpty();
  }

  @Test
  void testIsSplitFromTrainWhereItIsNotGiven() {
    IdxFiles.plain(folder, 200, 20);
    delete("t10k-images-idx3-ubyte");
    delete("t10k-labels-idx1-ubyte");
    try (Dataset data = Datasets.load(spark, spec(), 5)) {
      assertThat(Arrays.stream(data.testSizes()).sum()).isEqualTo(40);
      assertThat(Arrays.stream(data.validationSizes()).sum()).isEqualTo(20);
      assertThat(Arrays.stream(data.trainSizes()).sum()).isEqualTo(140);
    }
  }

  @Test
  void refusesAMissingFolderAndAMissingFile() {
    DataSpec nowhere = Specs.of(new DataSpec.Idx(), folder + "/nowhere", "scale");
    assertThat(line(nowhere))
        .isEqualTo(
            folder + "/nowhere is not a folder, expected one folder that holds the data's files");
    IdxFiles.plain(folder, 10, 10);
    delete("train-labels-idx1-ubyte");
    assertThat(line(spec())).contains("holds no train-labels-idx1-ubyte, expected that file");
  }

  @Test
  void refusesAWrongMagicNumber() {
    IdxFiles.plain(folder, 10, 10);
    IdxFiles.write(folder, "train-images-idx3-ubyte", IdxFiles.labels(10));
    assertThat(line(spec()))
        .contains(
            "train-images-idx3-ubyte begins with 0x00000801, expected an IDX file's 0x00000803");
    IdxFiles.write(folder, "train-images-idx3-ubyte", new byte[] {0, 0});
    assertThat(line(spec())).contains("ends within its header");
  }

  @Test
  void refusesCountsThatDiffer() {
    IdxFiles.plain(folder, 10, 10);
    IdxFiles.write(folder, "t10k-labels-idx1-ubyte", IdxFiles.labels(9));
    assertThat(line(spec()))
        .contains("t10k-labels-idx1-ubyte holds 9 labels, expected one for each of the 10 images");
  }

  @Test
  void refusesOrSkipsATruncatedFile() {
    IdxFiles.plain(folder, 100, 20);
    byte[] images = IdxFiles.images(100);
    IdxFiles.write(
        folder, "train-images-idx3-ubyte", Arrays.copyOf(images, images.length - 6 * 10 - 1));
    assertThat(line(spec())).contains("train-images-idx3-ubyte is truncated within record 89");
    try (Dataset data = Datasets.load(spark, Specs.skipping(spec()), 5)) {
      assertThat(data.skipped()).isEqualTo(11);
      assertThat(
              Arrays.stream(data.trainSizes()).sum() + Arrays.stream(data.validationSizes()).sum())
          .isEqualTo(89);
    }
  }

  @Test
  void refusesATruncatedAndADamagedGzipFile() {
    IdxFiles.plain(folder, 100, 20);
    delete("train-images-idx3-ubyte");
    byte[] whole = IdxFiles.gzip(IdxFiles.images(100));
    IdxFiles.write(
        folder, "train-images-idx3-ubyte.gz", Arrays.copyOf(whole, whole.length * 2 / 3));
    assertThat(line(spec())).containsPattern("ubyte.gz is truncated within record [0-9]+,");
    assertThatThrownBy(() -> Datasets.load(spark, spec(), 5)).isInstanceOf(InputException.class);
    byte[] damaged = whole.clone();
    damaged[damaged.length - 6] ^= 1;
    IdxFiles.write(folder, "train-images-idx3-ubyte.gz", damaged);
    assertThat(line(spec())).contains("is damaged: not what its checksum says");
    assertThat(line(Specs.skipping(spec()))).contains("is damaged");
    IdxFiles.write(folder, "train-images-idx3-ubyte.gz", IdxFiles.images(100));
    assertThat(line(spec())).contains("is not a gzip file");
  }

  @Test
  void refusesOrSkipsLabelsOutOfRange() {
    IdxFiles.plain(folder, 100, 20);
    byte[] labels = IdxFiles.labels(20);
    for (int i : new int[] {1, 2, 3, 5, 8, 13}) {
      labels[8 + i] = (byte) 200;
    }
    IdxFiles.write(folder, "t10k-labels-idx1-ubyte", labels);
    assertThat(line(spec()))
        .endsWith(
            "t10k-labels-idx1-ubyte has 6 bad records, the first: record 1 with label 200; record 2"
                + " with label 200; record 3 with label 200; record 5 with label 200; record 8 with"
                + " label 200, expected labels 0 to 3, or onBadRecord: skip");
    try (Dataset data = Datasets.load(spark, Specs.skipping(spec()), 5)) {
      assertThat(data.skipped()).isEqualTo(6);
      assertThat(Arrays.stream(data.testSizes()).sum()).isEqualTo(14);
    }
  }

  private static String line(DataSpec spec) {
    List<Problem> problems = Datasets.check(spec, HADOOP);
    assertThat(problems).hasSize(1);
    return problems.get(0).line();
  }

  private byte[] read(String name) {
    try {
      return Files.readAllBytes(folder.resolve(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void delete(String name) {
    try {
      Files.delete(folder.resolve(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
